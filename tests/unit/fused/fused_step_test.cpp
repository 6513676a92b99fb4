// SPDX-License-Identifier: MIT
// Tests of choosing a hand-written step.
#include "fused/fused_step.h"

#include <gtest/gtest.h>

#include "fused/chained_step.h"

namespace sae::fused {
namespace {

/// Whether the step made for a loss has a second chain.
bool chained(const config::LossConfig& loss) {
  FusedPlan plan;
  plan.layers = {{1, 1, config::Activation::kSigmoid, 0, 1, false, std::nullopt}};
  plan.loss = loss;
  base::ThreadTeam team(1, [] {});
  const auto step = make_fused_step<float>(plan, {}, team);
  return dynamic_cast<ChainedStep<float>*>(step.get()) != nullptr;
}

TEST(MakeFusedStep, UsesASecondChainOnlyForKlPerSample) {
  config::LossConfig loss;
  for (const auto& [penalty, expected] :
       {std::pair{config::Penalty::kKl, false}, std::pair{config::Penalty::kL1, false},
        std::pair{config::Penalty::kL1AllLayers, false},
        std::pair{config::Penalty::kKlPerSample, true}}) {
    loss.penalty = penalty;
    EXPECT_EQ(chained(loss), expected) << config::enum_name(penalty);
  }
  loss.add_sparse = false;
  EXPECT_FALSE(chained(loss));
}

}  // namespace
}  // namespace sae::fused
