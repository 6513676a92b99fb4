// SPDX-License-Identifier: MIT
// Tests of the penalty group in the hand-written step. Expected values are computed by hand.
#include "fused/group_penalty.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "support/fused_plans.h"

namespace sae::fused {
namespace {

using Values = std::vector<double>;

/// Three classes, of which the rows have 0, 2 and 0.
struct Groups {
  FusedPlan plan = test::linear_plan();
  Values codes = {3, 0, 0, 6, 4, 0};
  std::vector<std::int64_t> labels = {2, 0, 0};
  std::vector<std::int64_t> order = {1, 0, 2};

  Groups() {
    plan.layers.front().out = 2;
    plan.batch_size = 3;
    plan.loss.add_sparse = true;
    plan.loss.penalty = config::Penalty::kGroup;
    plan.loss.beta = 0.5;
    plan.loss.classes = 3;
  }
};

// Class 0: √((9 + 16)/2) of the first unit; class 2: 6 of the second.
TEST(GroupPenalty, SumsTheNormsOfClassesAndUnits) {
  Groups groups;
  GroupPenalty<double> penalty(groups.plan);
  ASSERT_TRUE(penalty.exists());
  penalty.start(groups.labels.data(), groups.order.data(), 3);
  const double norm = std::sqrt(12.5);
  EXPECT_NEAR(penalty.apply({0, 2}, {3, 2, 2}, groups.codes.data()), norm + 6, 3e-6);
  Values delta(6, 1);
  penalty.backprop({0, 2}, {3, 2, 2}, groups.codes.data(), delta.data());
  EXPECT_NEAR(delta[0], 1 + 0.5 * 3 / (2 * norm), 1e-9);
  EXPECT_NEAR(delta[3], 1 + 0.5 * 1, 1e-9);
  EXPECT_NEAR(delta[4], 1 + 0.5 * 4 / (2 * norm), 1e-9);
  EXPECT_EQ(delta[1], 1);
}

TEST(GroupPenalty, AddsUpOverColumns) {
  Groups groups;
  GroupPenalty<double> penalty(groups.plan);
  penalty.start(groups.labels.data(), groups.order.data(), 3);
  const double whole = penalty.apply({0, 2}, {3, 2, 2}, groups.codes.data());
  const double first = penalty.apply({0, 1}, {3, 1, 2}, groups.codes.data());
  EXPECT_DOUBLE_EQ(first + penalty.apply({1, 2}, {3, 1, 2}, groups.codes.data() + 1), whole);
}

TEST(GroupPenalty, TakesRowsInTheirOrder) {
  Groups groups;
  GroupPenalty<double> penalty(groups.plan);
  penalty.start(groups.labels.data(), nullptr, 3);
  // Now row 0 is alone in class 2, and rows 1 and 2 are in class 0.
  EXPECT_NEAR(penalty.apply({0, 2}, {3, 2, 2}, groups.codes.data()),
              3 + std::sqrt(16.0 / 2) + std::sqrt(36.0 / 2), 3e-6);
}

TEST(GroupPenalty, ExistsForItsPenaltyOnly) {
  const FusedPlan plan = test::linear_plan();
  EXPECT_FALSE(GroupPenalty<float>(plan).exists());
}

}  // namespace
}  // namespace sae::fused
