// SPDX-License-Identifier: MIT
// Memory aligned to cache lines.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace sae::base {

inline constexpr std::size_t kCacheLine = 64;

/// Allocates at multiples of a cache line. No vector load crosses two lines, and threads that split
/// an array at such multiples never write to the same line.
template <class T>
struct AlignedAllocator {
  using value_type = T;  // NOLINT(readability-identifier-naming): the standard asks for it
  AlignedAllocator() = default;
  template <class Other>
  AlignedAllocator(const AlignedAllocator<Other>&) {}  // NOLINT: allocators convert
  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{kCacheLine}));
  }
  void deallocate(T* memory, std::size_t) noexcept {
    ::operator delete (memory, std::align_val_t{kCacheLine});
  }
  bool operator==(const AlignedAllocator&) const = default;
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace sae::base
