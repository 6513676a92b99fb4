// SPDX-License-Identifier: MIT
// Tests of the update of layers; tests/property compares whole steps with the reference.
#include "fused/layer_update.h"

#include <gtest/gtest.h>

#include <vector>

namespace sae::fused {
namespace {

/// One layer 1-1-1 with pre_bias, as gradients by hand need it; sgd with rate 1.
struct Tiny {
  FusedPlan plan;
  std::vector<double> parameters = {2, 1, 3, -1};  // weight and bias of both layers

  Tiny() {
    const auto kind = config::Activation::kIdentity;
    plan.layers = {{1, 1, kind, 0, 1, false, std::nullopt},
                   {1, 1, kind, 2, 3, false, std::nullopt}};
    plan.optim.optimizer = config::OptimizerKind::kSgd;
    plan.optim.lr = 1;
    plan.loss.lambda = 0;
    plan.pre_bias = true;
  }
};

// The output's bias has the gradient 5 of its own, and 7 · 2 from the first layer's bias and
// weight.
TEST(LayerUpdate, AddsBothPartsOfThePreBiasGradient) {
  for (const bool is_part : {false, true}) {
    Tiny tiny;
    Workspace<double> memory(tiny.plan, 1, 1);
    memory.start(1);
    LayerUpdate<double> update(tiny.plan, {tiny.parameters.data()}, memory);
    std::vector<double> sums(4, 100);
    std::optional<FusedPart<double>> part;
    if (is_part) part.emplace().gradient = sums.data();
    update.start(part);
    *memory.bias_gradient(0, 0) = 7;
    *memory.bias_gradient(1, 0) = 5;
    update.sum_input_gradient(0);
    update.pre_bias(0);
    EXPECT_EQ(tiny.parameters[3], is_part ? -1 : -1 - (5 - 14));
    EXPECT_EQ(sums[3], is_part ? 100 + (5 - 14) : 100);
  }
}

}  // namespace
}  // namespace sae::fused
