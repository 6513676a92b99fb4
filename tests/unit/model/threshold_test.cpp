// SPDX-License-Identifier: MIT
// Tests of the threshold that follows the batches.
#include "model/threshold.h"

#include <gtest/gtest.h>

namespace sae::model {
namespace {

TEST(Threshold, TakesTheFirstValueAndThenAHundredthOfEach) {
  EXPECT_EQ(follow(0, 3), 3);
  EXPECT_DOUBLE_EQ(follow(3, 5), 0.99 * 3 + 0.01 * 5);
}

TEST(Threshold, StaysIfABatchKeptNothing) {
  EXPECT_EQ(follow(3, 0), 3);
  EXPECT_EQ(follow(0, 0), 0);
}

}  // namespace
}  // namespace sae::model
