// SPDX-License-Identifier: MIT
// Settings of the memory allocator.
#pragma once

namespace sae::base {

/// Lets the C library keep freed memory for the next allocation instead of returning it to the
/// system, which costs a page fault for each 4 KiB when it is used again. For programs, not for
/// libraries: it holds for the whole process. Without glibc it has no effect.
void keep_freed_memory();

}  // namespace sae::base
