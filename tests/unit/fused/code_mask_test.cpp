// SPDX-License-Identifier: MIT
// Tests of the mask between code and decoder.
#include "fused/code_mask.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sae::fused {
namespace {

using Values = std::vector<double>;

/// A plan for two rows and a code of four units.
FusedPlan plan_of(config::Activation code) {
  FusedPlan plan;
  plan.layers = {{1, 4, code, 0, 0, false, std::nullopt}};
  plan.batch_size = 2;
  plan.dropout = true;
  return plan;
}

TEST(CodeMask, AllocatesNothingWithoutAMask) {
  FusedPlan plan = plan_of(config::Activation::kRelu);
  plan.dropout = false;
  EXPECT_FALSE(CodeMask<double>(plan, 1).exists());
}

TEST(CodeMask, KeepsTheLargestAndBreaksTiesByIndex) {
  CodeMask<double> gate(plan_of(config::Activation::kTopk), 1);
  Values codes = {3, -9, 1, 2, -5, -5, -5, -7};
  gate.apply({0, 2}, 0, 2, nullptr, codes.data());
  EXPECT_EQ(codes, (Values{3, 0, 0, 2, -5, -5, 0, 0}));
  EXPECT_EQ(Values(gate.before(0), gate.before(0) + 4), (Values{3, -9, 1, 2}));
}

TEST(CodeMask, BackpropagatesOnlyKeptUnits) {
  CodeMask<double> gate(plan_of(config::Activation::kTopk), 1);
  Values codes = {3, -9, 1, 2, 0, 0, 0, 0};
  gate.apply({0, 2}, 0, 2, nullptr, codes.data());
  Values deltas = {1, 2, 3, 4, 5, 6, 7, 8};
  gate.backprop(1, {2, 3, 4}, deltas.data() + 1);
  EXPECT_EQ(deltas, (Values{1, 0, 0, 4, 5, 6, 0, 0}));
}

TEST(CodeMask, AppliesDropoutToo) {
  const Values dropped = {0, 2, 2, 2, 2, 2, 0, 2};
  CodeMask<double> alone(plan_of(config::Activation::kSigmoid), 1);
  Values codes = {1, 2, 3, 4, 5, 6, 7, 8};
  alone.apply({0, 2}, 0, 0, dropped.data(), codes.data());
  EXPECT_EQ(codes, (Values{0, 4, 6, 8, 10, 12, 0, 16}));
  CodeMask<double> both(plan_of(config::Activation::kTopk), 1);
  codes = {4, 3, 2, 1, 4, 3, 2, 1};
  both.apply({0, 2}, 0, 3, dropped.data(), codes.data());
  EXPECT_EQ(codes, (Values{0, 6, 4, 0, 8, 6, 0, 0}));
}

TEST(CodeMask, KeepsNanAndTheLargestNumbers) {
  CodeMask<double> gate(plan_of(config::Activation::kTopk), 1);
  Values codes = {NAN, 1, NAN, 2, NAN, NAN, NAN, NAN};
  gate.apply({0, 2}, 0, 2, nullptr, codes.data());
  EXPECT_EQ(codes[1], 1);
  EXPECT_EQ(codes[3], 2);
  for (const std::size_t broken : {0U, 2U, 4U, 5U, 6U, 7U}) {
    EXPECT_TRUE(std::isnan(codes[broken]));
  }
}

}  // namespace
}  // namespace sae::fused
