// SPDX-License-Identifier: MIT
// Tests of the penalty kl in a hand-written step.
#include "fused/code_penalty.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace sae::fused {
namespace {

TEST(KlDivergence, IsZeroWithoutSlopeWhereTheMeanIsTheTarget) {
  EXPECT_EQ(kl_value(0.25, 0.25), 0);
  EXPECT_EQ(kl_derivative(0.25, 0.25), 0);
  // ½ log ½/¼ + ½ log ½/¾ = ½ log 4/3, and −½/¼ + ½/¾ = −4/3.
  EXPECT_NEAR(kl_value(0.5, 0.25), std::log(4.0 / 3) / 2, 1e-15);
  EXPECT_NEAR(kl_derivative(0.5, 0.25), -4.0 / 3, 1e-15);
}

TEST(KlDivergence, IsHeldOffZeroAndOne) {
  EXPECT_TRUE(std::isfinite(kl_value(0.5, 0)));
  EXPECT_NEAR(kl_derivative(0.5, 0), -5e5, 1);
  EXPECT_NEAR(kl_derivative(0.5, 1), 5e5, 1);
}

FusedPlan plan_of(config::Activation code, double rho) {
  FusedPlan plan;
  plan.layers = {{2, 2, code, 0, 4, false, std::nullopt}};
  plan.loss.rho = rho;
  plan.loss.beta = 6;
  return plan;
}

// Means ¼ and ½ over two rows at rho ½: the first unit costs ½ log 4/3 at slope −4/3, the second 0.
TEST(PenaliseCode, TurnsSumsIntoDerivativesByEachActivation) {
  std::vector<double> columns = {0.5, 1};
  const double penalty =
      penalise_code(plan_of(config::Activation::kSigmoid, 0.5), 2, columns.data(), 2);
  EXPECT_NEAR(penalty, std::log(4.0 / 3) / 2, 1e-15);
  EXPECT_NEAR(columns[0], 6 * (-4.0 / 3) / 2, 1e-14);
  EXPECT_EQ(columns[1], 0);
}

// A mean of −½ and a rho of 0 on tanh's own scale are ¼ and ½; the scale halves the slope.
TEST(PenaliseCode, TakesTanhThroughItsOwnScale) {
  std::vector<double> columns = {-1};
  const double penalty = penalise_code(plan_of(config::Activation::kTanh, 0), 2, columns.data(), 1);
  EXPECT_NEAR(penalty, std::log(4.0 / 3) / 2, 1e-15);
  EXPECT_NEAR(columns[0], 6 * (-4.0 / 3) / 2 / 2, 1e-14);
}

}  // namespace
}  // namespace sae::fused
