// SPDX-License-Identifier: MIT
// Tests of describing a run's position.
#include "train/checkpoint.h"

#include <gtest/gtest.h>

namespace sae::train {
namespace {

TEST(Describe, CountsEpochsAndBatches) {
  EXPECT_EQ(describe({1, 0}), "0 epochs");
  EXPECT_EQ(describe({2, 0}), "1 epoch");
  EXPECT_EQ(describe({3, 1}), "2 epochs and 1 batch");
  EXPECT_EQ(describe({1, 17}), "0 epochs and 17 batches");
}

}  // namespace
}  // namespace sae::train
