// SPDX-License-Identifier: MIT
// Counts the process's page faults.
#pragma once

#include <sys/resource.h>

namespace sae::test {

/// Whether a sanitizer's allocator replaces that of the C library.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kHasOwnAllocator = true;
#else
inline constexpr bool kHasOwnAllocator = false;
#endif

/// Page faults without disk access since the process started.
inline long page_faults() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

}  // namespace sae::test
