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
        std::pair{Reconstruction::kSse, 8.0}, std::pair{Reconstruction::kBce, 40.0 / 12}}) {
    const train::LossMeans terms = loss_terms(plan_of(loss), 3, sums, 0.25, 8);
    EXPECT_DOUBLE_EQ(terms.mse, 2);
    EXPECT_DOUBLE_EQ(terms.reconstruction, reconstruction);
    EXPECT_DOUBLE_EQ(terms.penalty, 0.25);
    EXPECT_DOUBLE_EQ(terms.decay, 2);
    EXPECT_DOUBLE_EQ(terms.loss, reconstruction + 2.5 + 2);
  }
}

/// A plan of an encoder and a decoder.
FusedPlan plan_of(config::Activation code, config::Penalty penalty) {
  FusedPlan plan;
  plan.layers = {{4, 32, code}, {32, 4, config::Activation::kIdentity}};
  plan.loss.penalty = penalty;
  place_penalty(plan.loss, 0, plan.layers);
  return plan;
}

TEST(CanBeSparse, WantsUnitsWithoutGradientWhereTheyAreNotActive) {
  using config::Activation, config::Penalty;
  EXPECT_TRUE(can_be_sparse(plan_of(Activation::kRelu, Penalty::kL1)));
  EXPECT_TRUE(can_be_sparse(plan_of(Activation::kRelu, Penalty::kL1AllLayers)));
  EXPECT_FALSE(can_be_sparse(plan_of(Activation::kRelu, Penalty::kKlPerSample)));
  EXPECT_FALSE(can_be_sparse(plan_of(Activation::kSigmoid, Penalty::kL1)));
  EXPECT_FALSE(can_be_sparse(plan_of(Activation::kTopk, Penalty::kL1)))
      << "the penalty is on all units, before the selection";
  FusedPlan plan = plan_of(Activation::kTopk, Penalty::kL1);
  plan.layers.front().l1 = 0;
  EXPECT_TRUE(can_be_sparse(plan));
  plan.dropout = true;
  EXPECT_FALSE(can_be_sparse(plan));
  plan.dropout = false;
  plan.layers.insert(plan.layers.begin(), {4, 4, Activation::kRelu});
  EXPECT_FALSE(can_be_sparse(plan));
}

TEST(ValuesIn, CountsTheWidthsOfTheFirstLayers) {
  FusedPlan plan;
  plan.layers.resize(3);
  plan.layers[0].out = 5;
  plan.layers[1].out = 3;
  plan.layers[2].out = 7;
  EXPECT_EQ(values_in(plan, 0), 0);
  EXPECT_EQ(values_in(plan, 2), 8);
}

TEST(ElementWeight, UsesThePlansLossAndWidth) {
  EXPECT_DOUBLE_EQ(element_weight(plan_of(Reconstruction::kMse), 3), 1.0 / 12);
  EXPECT_DOUBLE_EQ(element_weight(plan_of(Reconstruction::kHalfSse), 3), 1.0 / 6);
  EXPECT_DOUBLE_EQ(element_weight(plan_of(Reconstruction::kSse), 3), 1.0 / 3);
}

}  // namespace
}  // namespace sae::fused
