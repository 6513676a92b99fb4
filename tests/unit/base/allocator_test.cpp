// SPDX-License-Identifier: MIT
// Tests of the memory allocator's settings.
#include "base/allocator.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/page_faults.h"

namespace sae::base {
namespace {

TEST(KeepFreedMemory, ReusesLargeBlocksWithoutPageFaults) {
  if (test::kHasOwnAllocator) GTEST_SKIP() << "a sanitizer has its own allocator";
  keep_freed_memory();
  constexpr std::size_t kBytes = std::size_t{48} << 20;  // 12,288 pages
  const auto use_block = [] { return std::vector<char>(kBytes, 1).back(); };
  use_block();
  const long before = test::page_faults();
  for (int i = 0; i < 5; ++i) use_block();
  EXPECT_LT(test::page_faults() - before, 100);
}

}  // namespace
}  // namespace sae::base
