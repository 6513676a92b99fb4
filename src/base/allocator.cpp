// SPDX-License-Identifier: MIT
// Settings of the memory allocator.
#include "base/allocator.h"

#include <climits>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace sae::base {

void keep_freed_memory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_MAX, 0);              // large blocks come from the heap, too
  mallopt(M_TRIM_THRESHOLD, INT_MAX);  // whose end is not given back
  constexpr int kTopPad = 64 << 20;    // and which grows by as much
  mallopt(M_TOP_PAD, kTopPad);
#endif
}

}  // namespace sae::base
