// SPDX-License-Identifier: MIT
// Tests of what stands between the code and the decoder.
#include "fused/code_gate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sae::fused {
namespace {

using Values = std::vector<double>;

/// A plan for two rows of a code of four units.
FusedPlan plan_of(config::Activation code) {
  FusedPlan plan;
  plan.layers = {{1, 4, code, 0, 0, false, std::nullopt}};
  plan.batch_size = 2;
  plan.gated = true;
  return plan;
}

TEST(CodeGate, TakesNoMemoryWhereNothingIsGated) {
  FusedPlan plan = plan_of(config::Activation::kRelu);
  plan.gated = false;
  EXPECT_FALSE(CodeGate<double>(plan, 1).exists());
}

TEST(CodeGate, KeepsTheLargestOfEachRowAndOfEqualOnesTheFirst) {
  CodeGate<double> gate(plan_of(config::Activation::kTopk), 1);
  Values codes = {3, -9, 1, 2, -5, -5, -5, -7};
  gate.close({0, 2}, 0, 2, nullptr, codes.data());
  EXPECT_EQ(codes, (Values{3, 0, 0, 2, -5, -5, 0, 0}));
  EXPECT_EQ(Values(gate.before(0), gate.before(0) + 4), (Values{3, -9, 1, 2}));
}

TEST(CodeGate, PassesBackThroughWhatStays) {
  CodeGate<double> gate(plan_of(config::Activation::kTopk), 1);
  Values codes = {3, -9, 1, 2, 0, 0, 0, 0};
  gate.close({0, 2}, 0, 2, nullptr, codes.data());
  Values deltas = {1, 2, 3, 4, 5, 6, 7, 8};
  gate.pass_back(1, {2, 3, 4}, deltas.data() + 1);
  EXPECT_EQ(deltas, (Values{1, 0, 0, 4, 5, 6, 0, 0}));
}

TEST(CodeGate, DropsWhatDropoutAsksForBesides) {
  const Values dropped = {0, 2, 2, 2, 2, 2, 0, 2};
  CodeGate<double> alone(plan_of(config::Activation::kSigmoid), 1);
  Values codes = {1, 2, 3, 4, 5, 6, 7, 8};
  alone.close({0, 2}, 0, 0, dropped.data(), codes.data());
  EXPECT_EQ(codes, (Values{0, 4, 6, 8, 10, 12, 0, 16}));
  CodeGate<double> both(plan_of(config::Activation::kTopk), 1);
  codes = {4, 3, 2, 1, 4, 3, 2, 1};
  both.close({0, 2}, 0, 3, dropped.data(), codes.data());
  EXPECT_EQ(codes, (Values{0, 6, 4, 0, 8, 6, 0, 0}));
}

TEST(CodeGate, KeepsWhatIsNotANumberAndTheLargestBesides) {
  CodeGate<double> gate(plan_of(config::Activation::kTopk), 1);
  Values codes = {NAN, 1, NAN, 2, NAN, NAN, NAN, NAN};
  gate.close({0, 2}, 0, 2, nullptr, codes.data());
  EXPECT_EQ(codes[1], 1);
  EXPECT_EQ(codes[3], 2);
  for (const std::size_t broken : {0, 2, 4, 5, 6, 7}) EXPECT_TRUE(std::isnan(codes[broken]));
}

}  // namespace
}  // namespace sae::fused
