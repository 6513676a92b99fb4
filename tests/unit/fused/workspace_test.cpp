// SPDX-License-Identifier: MIT
// Tests of the memory of the hand-written step.
#include "fused/workspace.h"

#include <gtest/gtest.h>

namespace sae::fused {
namespace {

/// 64-64-8-64 at 32 rows, the last layer tied to an encoder layer. Only products with at least 2¹⁷
/// multiplications are divided.
FusedPlan workspace_plan() {
  FusedPlan plan;
  const auto kind = config::Activation::kIdentity;
  plan.layers = {{64, 64, kind, 0, 0, false, std::nullopt},
                 {64, 8, kind, 0, 0, false, std::nullopt},
                 {64, 64, kind, 0, 0, true, std::nullopt}};
  plan.code = 1;
  plan.batch_size = 32;
  return plan;
}

TEST(Workspace, DividesTheColumnsOfLargeLayers) {
  const FusedPlan plan = workspace_plan();
  const Workspace<float> memory(plan, 2, 1);
  EXPECT_TRUE(memory.divided(0));
  EXPECT_EQ(memory.columns(0, 0).end, 32);
  EXPECT_EQ(memory.columns(0, 1).begin, 32);
  EXPECT_EQ(memory.columns(0, 1).end, 64);
  EXPECT_FALSE(memory.divided(1));
  EXPECT_EQ(memory.columns(1, 0).size(), 8);
  EXPECT_EQ(memory.columns(1, 1).size(), 0);
}

TEST(Workspace, IsUndividedWithOneThread) {
  const FusedPlan plan = workspace_plan();
  const Workspace<float> memory(plan, 1, 1);
  EXPECT_FALSE(memory.divided(0));
  EXPECT_EQ(memory.columns(0, 0).size(), 64);
}

// A tied decoder's weights are read by rows, so no sum is shared.
TEST(Workspace, SharesSumsOnlyOfDividedUntiedLayers) {
  const FusedPlan plan = workspace_plan();
  const Workspace<float> memory(plan, 2, 1);
  EXPECT_TRUE(memory.shared(0));
  EXPECT_FALSE(memory.shared(1));
  EXPECT_TRUE(memory.divided(2));
  EXPECT_FALSE(memory.shared(2));
}

TEST(Workspace, HoldsRowsOfAllChains) {
  const FusedPlan plan = workspace_plan();
  Workspace<double> memory(plan, 1, 2);
  memory.start(5);
  EXPECT_EQ(memory.rows(), 5);
  EXPECT_EQ(memory.all_rows(), 10);
  EXPECT_EQ(memory.extent(0, {16, 48}).rows, 5);
  EXPECT_EQ(memory.extent(0, {16, 48}).columns, 32);
  EXPECT_EQ(memory.extent(0, {16, 48}).stride, 64);
  EXPECT_EQ(memory.values(0, 3).data, memory.input_of(1).data + 3);
  memory.set_input(memory.targets());
  EXPECT_EQ(memory.input_of(0).data, memory.targets());
}

}  // namespace
}  // namespace sae::fused
