// SPDX-License-Identifier: MIT
// Tests of choosing rows.
#include "data/row_choice.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::data {
namespace {

using Indices = std::vector<std::int64_t>;

TEST(EvenlySpaced, ReturnsAllOrEveryNthIndex) {
  EXPECT_EQ(test::integers(evenly_spaced(3, 9)), (Indices{0, 1, 2}));
  EXPECT_EQ(test::integers(evenly_spaced(10, 3)), (Indices{0, 3, 6}));
  EXPECT_EQ(evenly_spaced(0, 3).numel(), 0);
}

}  // namespace
}  // namespace sae::data
