// SPDX-License-Identifier: MIT
// Tests of the dense step alone; tests/property compares it with the reference.
#include "fused/dense_step.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/fused_plans.h"

namespace sae::fused {
namespace {

void nothing() {}

// In all tests w is 2, b 1, v 3 and c −1.
TEST(DenseStep, DescendsTowardsASeparateTarget) {
  std::vector<double> parameters = {2, 1, 3, -1};
  base::ThreadTeam team(1, nothing);
  DenseStep<double> step(test::linear_plan(), {parameters.data(), nullptr, nullptr, nullptr}, team);
  const std::vector<double> inputs = {1, 0}, targets = {4, 2};
  const train::LossMeans terms = step.step({targets.data(), nullptr, 2, inputs.data()});
  // Outputs 3·3 − 1 = 8 and 3·1 − 1 = 2, errors 4 and 0: mse 16/2, derivatives with respect to the
  // outputs 4 and 0.
  EXPECT_DOUBLE_EQ(terms.mse, 8);
  EXPECT_DOUBLE_EQ(terms.loss, 8);
  EXPECT_DOUBLE_EQ(parameters[0], 2 - 0.01 * 4 * 3 * 1);
  EXPECT_DOUBLE_EQ(parameters[1], 1 - 0.01 * 4 * 3);
  EXPECT_DOUBLE_EQ(parameters[2], 3 - 0.01 * 4 * 3);
  EXPECT_DOUBLE_EQ(parameters[3], -1 - 0.01 * 4);
}

TEST(DenseStep, FollowsTheGivenRowOrder) {
  std::vector<double> parameters = {2, 1, 3, -1};
  base::ThreadTeam team(2, nothing);
  FusedPlan plan = test::linear_plan();
  plan.optim.lr = 0;
  DenseStep<double> step(plan, {parameters.data(), nullptr, nullptr, nullptr}, team);
  const std::vector<double> rows = {0, 100, 1};
  const std::vector<std::int64_t> order = {2, 0};
  // Errors 8 − 1 and 2 − 0.
  EXPECT_DOUBLE_EQ(step.step({rows.data(), order.data(), 2}).mse, (49 + 4) / 2.0);
  EXPECT_DOUBLE_EQ(step.step({rows.data(), order.data(), 1}).mse, 49);
}

TEST(DenseStep, FollowsTheLearningRate) {
  std::vector<double> parameters = {2, 1, 3, -1};
  base::ThreadTeam team(1, nothing);
  DenseStep<double> step(test::linear_plan(), {parameters.data(), nullptr, nullptr, nullptr}, team);
  step.set_learning_rate(0);
  const double x = 1;
  step.step({&x, nullptr, 1});
  EXPECT_EQ(parameters, (std::vector<double>{2, 1, 3, -1}));
}

TEST(DenseStep, ReturnsNonFiniteTerms) {
  std::vector<double> parameters = {2, 1, NAN, -1};
  base::ThreadTeam team(1, nothing);
  DenseStep<double> step(test::linear_plan(), {parameters.data(), nullptr, nullptr, nullptr}, team);
  const double x = 1;
  const train::LossMeans terms = step.step({&x, nullptr, 1});
  EXPECT_TRUE(std::isnan(terms.reconstruction));
  EXPECT_TRUE(std::isnan(terms.loss));
}

}  // namespace
}  // namespace sae::fused
