// SPDX-License-Identifier: MIT
// Tests of soft_threshold in the hand-written step. Expected values are computed by hand.
#include "fused/soft_threshold.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/fused_plans.h"

namespace sae::fused {
namespace {

using Values = std::vector<double>;

/// Two units with the thresholds .25 and .5; two rows.
struct SoftCode {
  FusedPlan plan = test::linear_plan();
  Values parameters = {0.25, 0.5};

  SoftCode() {
    plan.layers.front().out = 2;
    plan.layers.front().activation = config::Activation::kSoftThreshold;
    plan.threshold = 0;
  }
};

TEST(SoftThreshold, SubtractsTheThresholds) {
  const SoftCode code;
  SoftThreshold<double> soft(code.plan, code.parameters.data());
  ASSERT_TRUE(soft.exists());
  Values values = {0.75, 0.25, 0.5, 0.625}, sums = {9, 9};
  EXPECT_DOUBLE_EQ(soft.apply({0, 2}, {2, 2, 2}, values.data(), sums.data()), 0.875);
  EXPECT_EQ(values, (Values{0.5, 0, 0.25, 0.125}));
  EXPECT_EQ(sums, (Values{0.75, 0.125}));
  EXPECT_EQ(soft.sigmoids(1)[0], 0.25);
}

// All derivatives by a code: 1 of the decoder, 10 and 20 of the columns, 100 of |c|. The unit that
// is 0 gets none, and a threshold gets minus those of its column.
TEST(SoftThreshold, PassesDerivativesOfActiveUnits) {
  const SoftCode code;
  SoftThreshold<double> soft(code.plan, code.parameters.data());
  Values values = {0.75, 0.25, 0.5, 0.625}, delta = {1, 1, 1, 1};
  soft.apply({0, 2}, {2, 2, 2}, values.data(), nullptr);
  const Values by_unit = {10, 20};
  soft.backprop({0, 2}, {2, 2, 2}, by_unit.data(), 100, delta.data());
  EXPECT_EQ(delta, (Values{111, 0, 111, 121}));
  EXPECT_EQ(soft.gradient(0)[0], -222);
  EXPECT_EQ(soft.gradient(0)[1], -121);
}

TEST(SoftThreshold, WorksOnSomeColumns) {
  const SoftCode code;
  SoftThreshold<double> soft(code.plan, code.parameters.data());
  Values values = {0.75, 0.25, 0.5, 0.625}, delta = {1, 1, 1, 1};
  soft.apply({1, 2}, {2, 1, 2}, values.data() + 1, nullptr);
  soft.backprop({1, 2}, {2, 1, 2}, nullptr, 0, delta.data() + 1);
  EXPECT_EQ(values, (Values{0.75, 0, 0.5, 0.125}));
  EXPECT_EQ(delta, (Values{1, 0, 1, 1}));
  EXPECT_EQ(soft.gradient(1)[0], -1);
}

TEST(SoftThreshold, LetsNanThrough) {
  const SoftCode code;
  SoftThreshold<double> soft(code.plan, code.parameters.data());
  Values values = {std::numeric_limits<double>::quiet_NaN(), 0, 0, 0};
  soft.apply({0, 2}, {2, 2, 2}, values.data(), nullptr);
  EXPECT_TRUE(std::isnan(values[0]));
}

TEST(SoftThreshold, ExistsForItsOwnCodeOnly) {
  const FusedPlan plan = test::linear_plan();
  EXPECT_FALSE(SoftThreshold<float>(plan, nullptr).exists());
}

}  // namespace
}  // namespace sae::fused
