// SPDX-License-Identifier: MIT
// Tests of the memory allocator's settings.
#include "base/allocator.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <vector>

namespace sae::base {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kHasOwnAllocator = true;
#else
constexpr bool kHasOwnAllocator = false;
#endif

long page_faults() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

TEST(KeepFreedMemory, ReusesLargeBlocksWithoutPageFaults) {
  if (kHasOwnAllocator) GTEST_SKIP() << "the sanitizer's allocator replaces that of the C library";
  keep_freed_memory();
  constexpr std::size_t kBytes = std::size_t{48} << 20;  // 12,288 pages
  const auto use_block = [] { return std::vector<char>(kBytes, 1).back(); };
  use_block();
  const long before = page_faults();
  for (int i = 0; i < 5; ++i) use_block();
  EXPECT_LT(page_faults() - before, 100);
}

}  // namespace
}  // namespace sae::base
