// SPDX-License-Identifier: MIT
// Tests of the penalty kl in the hand-written step.
#include "fused/code_penalty.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace sae::fused {
namespace {

FusedPlan plan_of(config::Activation code, double rho) {
  FusedPlan plan;
  plan.layers = {{2, 2, code, 0, 4, false, std::nullopt}};
  plan.loss.rho = rho;
  plan.loss.beta = 6;
  return plan;
}

// Means ¼ and ½ over two rows, rho ½. The first unit has KL ½ log 4/3 and slope −4/3, the second 0.
TEST(PenaliseCode, ReplacesSumsByDerivatives) {
  std::vector<double> columns = {0.5, 1};
  const double penalty =
      penalise_code(plan_of(config::Activation::kSigmoid, 0.5), 2, columns.data(), 2);
  EXPECT_NEAR(penalty, std::log(4.0 / 3) / 2, 1e-15);
  EXPECT_NEAR(columns[0], 6 * (-4.0 / 3) / 2, 1e-14);
  EXPECT_EQ(columns[1], 0);
}

// On tanh's scale, a mean of −½ and a rho of 0 are the rates ¼ and ½; the scale halves the slope.
TEST(PenaliseCode, MapsTanhToRates) {
  std::vector<double> columns = {-1};
  const double penalty = penalise_code(plan_of(config::Activation::kTanh, 0), 2, columns.data(), 1);
  EXPECT_NEAR(penalty, std::log(4.0 / 3) / 2, 1e-15);
  EXPECT_NEAR(columns[0], 6 * (-4.0 / 3) / 2 / 2, 1e-14);
}

}  // namespace
}  // namespace sae::fused
