// SPDX-License-Identifier: MIT
// Tests of thresholds in the hand-written step. Expected values are computed by hand.
#include "fused/threshold_mask.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/fused_plans.h"

namespace sae::fused {
namespace {

/// Two units with the thresholds 1 and 2, and a window of width 1; three rows.
struct Thresholds {
  FusedPlan plan = test::linear_plan();
  std::vector<double> parameters = {1, 2};
  std::vector<double> codes = {1.25, 5, 0.75, 1.75, -3, 2.25};

  explicit Thresholds(config::Penalty penalty) {
    plan.layers.front().out = 2;
    plan.layers.front().activation = config::Activation::kJumprelu;
    plan.batch_size = 3;
    plan.threshold = 0;
    plan.loss.add_sparse = true;
    plan.loss.penalty = penalty;
    plan.loss.beta = 0.5;
    plan.loss.l0 = 2;
    plan.loss.mean_loss = 6;
    plan.loss.window = 1;
  }
};

/// Applies the mask on two threads and backpropagates a derivative of 1 from every code.
std::vector<double> pass(ThresholdMask<double>& mask, Thresholds& thresholds) {
  mask.apply({0, 1}, 0, thresholds.codes.data());
  mask.apply({1, 3}, 1, thresholds.codes.data());
  std::vector<double> delta(6, 1);
  mask.backprop({0, 2}, {3, 2, 2}, delta.data());
  return delta;
}

// Above: 1.25 and 5, none, 2.25. In the windows (.5, 1.5) and (1.5, 2.5): 1.25; .75 and 1.75; 2.25.
TEST(ThresholdMask, KeepsSumsAboveTheirThreshold) {
  Thresholds thresholds(config::Penalty::kL1);
  ThresholdMask<double> mask(thresholds.plan, thresholds.parameters.data(), 2);
  const std::vector<double> delta = pass(mask, thresholds);
  EXPECT_EQ(thresholds.codes, (std::vector<double>{1.25, 5, 0, 0, 0, 2.25}));
  EXPECT_EQ(delta, (std::vector<double>{1, 1, 0, 0, 0, 1}));
  // −θ/ε for each sum in the window: 2 of the threshold 1, 2 of the threshold 2.
  EXPECT_DOUBLE_EQ(mask.gradient(0)[0], -2 * 1);
  EXPECT_DOUBLE_EQ(mask.gradient(0)[1], -2 * 2);
  EXPECT_EQ(mask.penalty(3), 0);
}

// Three active values in three rows; each weighs β · V/3 = 1, of which a window has −1/ε.
TEST(ThresholdMask, CountsActiveUnits) {
  Thresholds thresholds(config::Penalty::kL0);
  ThresholdMask<double> mask(thresholds.plan, thresholds.parameters.data(), 2);
  pass(mask, thresholds);
  EXPECT_DOUBLE_EQ(mask.penalty(3), 6 * 1);
  EXPECT_DOUBLE_EQ(mask.gradient(0)[0], -2 * (1 + 1));
  EXPECT_DOUBLE_EQ(mask.gradient(0)[1], -2 * (2 + 1));
}

// (1/2 − 1)² and its derivative 2 (1/2 − 1)/2 = −1/2 by the mean number of active units.
TEST(ThresholdMask, AimsAtANumberOfActiveUnits) {
  Thresholds thresholds(config::Penalty::kL0Target);
  ThresholdMask<double> mask(thresholds.plan, thresholds.parameters.data(), 2);
  pass(mask, thresholds);
  EXPECT_DOUBLE_EQ(mask.penalty(3), 6 * 0.25);
  EXPECT_DOUBLE_EQ(mask.gradient(0)[0], -2 * (1 - 0.5));
}

TEST(ThresholdMask, WeighsActiveUnitsByTheirTanh) {
  Thresholds thresholds(config::Penalty::kTanhL0);
  ThresholdMask<double> mask(thresholds.plan, thresholds.parameters.data(), 2);
  const std::vector<double> delta = pass(mask, thresholds);
  const auto slope = [](double code) { return 4 / std::pow(std::cosh(4 * code), 2); };
  EXPECT_DOUBLE_EQ(mask.penalty(3), 6 * (std::tanh(5.0) + std::tanh(20.0) + std::tanh(9.0)) / 3);
  EXPECT_NEAR(delta[0], 1 + slope(1.25), 1e-14);
  EXPECT_EQ(delta[2], 0);
  EXPECT_NEAR(mask.gradient(0)[0], -(1 + slope(1.25)) - (1 + slope(0)), 1e-14);
}

TEST(ThresholdMask, LetsNanThrough) {
  Thresholds thresholds(config::Penalty::kL0);
  thresholds.codes[0] = std::numeric_limits<double>::quiet_NaN();
  ThresholdMask<double> mask(thresholds.plan, thresholds.parameters.data(), 1);
  mask.apply({0, 3}, 0, thresholds.codes.data());
  EXPECT_TRUE(std::isnan(thresholds.codes[0]));
}

TEST(ThresholdMask, ExistsForThresholdsOnly) {
  const FusedPlan plan = test::linear_plan();
  EXPECT_FALSE(ThresholdMask<float>(plan, nullptr, 1).exists());
}

}  // namespace
}  // namespace sae::fused
