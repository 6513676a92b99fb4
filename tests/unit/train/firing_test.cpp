// SPDX-License-Identifier: MIT
// Tests of counting how long units have been silent.
#include "train/firing.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::train {
namespace {

using Counts = std::vector<double>;

// Negative codes are active, a code of 0 is not.
TEST(Firing, CountsRowsSinceAUnitWasActive) {
  Firing firing(3, 4, at::kCPU);
  firing.add(test::matrix({{0, 1, 0}, {0, 0, -2}}));
  EXPECT_EQ(test::values(firing.silent().to(at::kDouble)), (Counts{2, 0, 0}));
  EXPECT_EQ(firing.counts().dead, 0);
  firing.add(test::matrix({{0, 0, 1}, {0, 0, 0}}));
  EXPECT_EQ(test::values(firing.silent().to(at::kDouble)), (Counts{4, 2, 0}));
  EXPECT_EQ(test::values(firing.dead().to(at::kDouble)), (Counts{1, 0, 0}));
  EXPECT_EQ(firing.counts().dead, 1);
  EXPECT_EQ(firing.counts().revived, 0);
}

TEST(Firing, CountsRevivedUnitsOfAnEpoch) {
  Firing firing(2, 1, at::kCPU);
  firing.add(test::matrix({{0, 1}}));
  firing.add(test::matrix({{3, 0}}));
  firing.add(test::matrix({{0, 3}}));
  EXPECT_EQ(firing.counts().dead, 1);
  EXPECT_EQ(firing.counts().revived, 2);
  firing.start_epoch();
  EXPECT_EQ(firing.counts().dead, 1);
  EXPECT_EQ(firing.counts().revived, 0);
}

TEST(Firing, IsRestoredThroughItsState) {
  Firing before(2, 1, at::kCPU), after(2, 1, at::kCPU);
  before.add(test::matrix({{0, 1}}));
  before.add(test::matrix({{3, 0}}));
  model::restore(before.state(), after.state(), "checkpoint");
  EXPECT_TRUE(after.silent().equal(before.silent()));
  EXPECT_EQ(after.counts().revived, 1);
}

}  // namespace
}  // namespace sae::train
