// SPDX-License-Identifier: MIT
// Tests of the loss terms of the hand-written step.
#include "fused/fused_plan.h"

#include <gtest/gtest.h>

namespace sae::fused {
namespace {

using config::Reconstruction;

/// A plan with outputs of four values.
FusedPlan plan_of(Reconstruction loss) {
  FusedPlan plan;
  plan.layers = {{1, 4, config::Activation::kSigmoid, 0, 4, false, std::nullopt}};
  plan.loss.loss = loss;
  plan.loss.beta = 10;
  plan.loss.lambda = 0.5;
  return plan;
}

TEST(LossTerms, AreMeansOverPixelsOrSamples) {
  const OutputSums sums{24, 40, 0};  // sums over three rows
  for (const auto& [loss, reconstruction] :
       {std::pair{Reconstruction::kMse, 2.0}, std::pair{Reconstruction::kHalfSse, 4.0},
        std::pair{Reconstruction::kBce, 40.0 / 12}}) {
    const train::LossMeans terms = loss_terms(plan_of(loss), 3, sums, 0.25, 8);
    EXPECT_DOUBLE_EQ(terms.mse, 2);
    EXPECT_DOUBLE_EQ(terms.reconstruction, reconstruction);
    EXPECT_DOUBLE_EQ(terms.penalty, 0.25);
    EXPECT_DOUBLE_EQ(terms.decay, 2);
    EXPECT_DOUBLE_EQ(terms.loss, reconstruction + 2.5 + 2);
  }
}

TEST(ElementWeight, UsesThePlansLossAndWidth) {
  EXPECT_DOUBLE_EQ(element_weight(plan_of(Reconstruction::kMse), 3), 1.0 / 12);
  EXPECT_DOUBLE_EQ(element_weight(plan_of(Reconstruction::kHalfSse), 3), 1.0 / 6);
}

}  // namespace
}  // namespace sae::fused
