// SPDX-License-Identifier: MIT
// Tests of the second chain of kl_per_sample.
#include "fused/linear_chain.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sae::fused {
namespace {

FusedPlan chain_plan() {
  FusedPlan plan;
  plan.layers = {{2, 3, config::Activation::kRelu, 0, 6, false, std::nullopt}};
  plan.loss.penalty = config::Penalty::kKlPerSample;
  plan.loss.rho = 0.5;
  plan.loss.beta = 6;
  plan.batch_size = 2;
  return plan;
}

// Two samples and three units: one thread has two units, another has one, and a third has none.
TEST(LinearChain, SumsPartsOfALayer) {
  const FusedPlan plan = chain_plan();
  LinearChain<double> chain(plan, 3);
  const double third = std::log(0.5);  // sigmoid(third) = ⅓
  std::vector<double> z = {0, 0, 0, third, third, third};
  const std::vector<double> bias(3, 0.0);
  const Kernels<double>& kernels = choose_kernels<double>();
  chain.forward(kernels, 0, 0, 0, {2, 2, 3}, z.data(), z.data(), bias.data());
  chain.forward(kernels, 0, 1, 2, {2, 1, 3}, z.data() + 2, z.data() + 2, bias.data());
  EXPECT_NEAR(chain.slopes(0, 0)[0], 0.25, 1e-15);
  EXPECT_NEAR(chain.slopes(0, 2)[3], 2.0 / 9, 1e-15);
  // The first sample's mean is the target. The second's, ⅓, gives KL ½ log 9/8 and derivative −½·3
  // + ½·1.5 = −¾.
  EXPECT_NEAR(chain.penalty({0, 2}), std::log(9.0 / 8) / 2, 1e-15);
  EXPECT_NEAR(chain.penalty({0, 1}), 0, 1e-15);
  base::AlignedVector<double> weights(2);
  chain.weigh(0, 2, weights);
  EXPECT_NEAR(weights[0], 0, 1e-14);
  EXPECT_NEAR(weights[1], 6 * -0.75 / 3, 1e-14);
}

}  // namespace
}  // namespace sae::fused
