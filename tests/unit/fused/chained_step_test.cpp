// SPDX-License-Identifier: MIT
// Tests of the step for kl_per_sample alone; tests/property compares it with the reference.
#include "fused/chained_step.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/fused_plans.h"

namespace sae::fused {
namespace {

/// Its parameters here: w 2, b 1, v 3, c −1.
FusedPlan chained_plan() {
  FusedPlan plan = test::linear_plan();
  plan.loss.add_sparse = true;
  plan.loss.penalty = config::Penalty::kKlPerSample;
  plan.loss.rho = 0.5;
  plan.loss.beta = 10;
  return plan;
}

// At x = −½ the sums are 0 and −1. The target equals the output, so only the penalty has a
// derivative. With respect to a sum z it is q − ρ, with q = sigmoid(z): 0 at the first layer.
TEST(ChainedStep, FollowsThePenaltysGradient) {
  std::vector<double> parameters = {2, 1, 3, -1};
  base::ThreadTeam team(1, [] {});
  ChainedStep<double> step(chained_plan(), {parameters.data(), nullptr, nullptr, nullptr}, team);
  const double x = -0.5, target = -1;
  const train::LossMeans terms = step.step({&target, nullptr, 1, &x});
  const double q = 1 / (1 + std::exp(1));
  const double pull = 10 * (q - 0.5);
  EXPECT_EQ(terms.mse, 0);
  EXPECT_NEAR(terms.penalty, 0.5 * std::log(0.5 / q) + 0.5 * std::log(0.5 / (1 - q)), 1e-15);
  EXPECT_NEAR(terms.loss, 10 * terms.penalty, 1e-14);
  EXPECT_NEAR(parameters[0], 2 - 0.01 * pull * 3 * x, 1e-14);
  EXPECT_NEAR(parameters[1], 1 - 0.01 * pull * 3, 1e-14);
  EXPECT_EQ(parameters[2], 3);
  EXPECT_NEAR(parameters[3], -1 - 0.01 * pull, 1e-14);
}

TEST(ChainedStep, SumsOverSamples) {
  base::ThreadTeam team(2, [] {});
  const std::vector<double> rows = {0.3, -0.8};
  const auto penalty = [&](const double* first, Index count) {
    std::vector<double> parameters = {2, 1, 3, -1};
    ChainedStep<double> step(chained_plan(), {parameters.data(), nullptr, nullptr, nullptr}, team);
    return step.step({first, nullptr, count}).penalty;
  };
  EXPECT_NEAR(penalty(rows.data(), 2), penalty(rows.data(), 1) + penalty(rows.data() + 1, 1),
              1e-14);
}

}  // namespace
}  // namespace sae::fused
