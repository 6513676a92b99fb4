// SPDX-License-Identifier: MIT
// Tests of the sparse step alone; tests/property compares it with the reference.
#include "fused/sparse_step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sae::fused {
namespace {

using config::Activation;

/// One input and output, 32 units without penalty, plain gradient descent at rate .5. Parameters in
/// their order: encoder weights and biases, decoder weights by unit, the output's bias.
struct Net {
  explicit Net(Activation code) {
    plan.layers = {{1, 32, code, 0, 32}, {32, 1, Activation::kIdentity, 64, 96, true}};
    plan.loss.add_sparse = false;
    plan.loss.lambda = 0;
    plan.optim = {config::OptimizerKind::kSgd, 0.5, 0};
    plan.batch_size = 2;
    for (std::size_t unit = 0; unit < 32; ++unit) parameters[32 + unit] = -10;
  }
  double& encoder(std::size_t unit) { return parameters[unit]; }
  double& bias(std::size_t unit) { return parameters[32 + unit]; }
  double& decoder(std::size_t unit) { return parameters[64 + unit]; }

  FusedPlan plan;
  std::vector<double> parameters = std::vector<double>(97);
};

void no_preparation() {}

TEST(IsFew, IsAnEighth) {
  EXPECT_TRUE(is_few(4, 1, 32));
  EXPECT_FALSE(is_few(5, 1, 32));
  EXPECT_TRUE(is_few(12, 3, 32));
  EXPECT_FALSE(is_few(13, 3, 32));
}

// Unit 3 has code 2x + 1, unit 7 has x − 1; decoder weights 3 and 5, output bias −1.
TEST(SparseStep, MovesTheActiveUnitsOnly) {
  for (const Activation code : {Activation::kTopk, Activation::kTopkRelu, Activation::kRelu}) {
    Net net(code);
    net.encoder(3) = 2;
    net.bias(3) = 1;
    net.decoder(3) = 3;
    net.encoder(7) = 1;
    net.bias(7) = -1;
    net.decoder(7) = 5;
    net.decoder(9) = 4;
    net.parameters[96] = -1;
    base::ThreadTeam team(2, no_preparation);
    SparseStep<double> step(net.plan, {net.parameters.data(), nullptr, nullptr, nullptr}, team);
    const std::vector<double> inputs = {2, 3}, targets = {20, 28};
    FusedBatch<double> batch{targets.data(), nullptr, 2, inputs.data()};
    batch.active_k = 2;
    // Codes 5 and 1, 7 and 2; outputs 15 + 5 − 1 = 19 and 21 + 10 − 1 = 30; errors −1 and 2, whose
    // mean square is 2.5; derivatives with respect to the outputs −1 and 2.
    EXPECT_DOUBLE_EQ(step.step(batch).mse, 2.5);
    EXPECT_EQ(step.sparse_steps(), 1);
    EXPECT_DOUBLE_EQ(net.decoder(3), 3 - 0.5 * (-1 * 5 + 2 * 7));
    EXPECT_DOUBLE_EQ(net.decoder(7), 5 - 0.5 * (-1 * 1 + 2 * 2));
    EXPECT_DOUBLE_EQ(net.encoder(3), 2 - 0.5 * 3 * (-1 * 2 + 2 * 3));
    EXPECT_DOUBLE_EQ(net.bias(3), 1 - 0.5 * 3 * (-1 + 2));
    EXPECT_DOUBLE_EQ(net.encoder(7), 1 - 0.5 * 5 * (-1 * 2 + 2 * 3));
    EXPECT_DOUBLE_EQ(net.bias(7), -1 - 0.5 * 5 * (-1 + 2));
    EXPECT_DOUBLE_EQ(net.parameters[96], -1 - 0.5 * (-1 + 2));
    EXPECT_EQ(net.decoder(9), 4);
    EXPECT_EQ(net.bias(9), -10);
  }
}

TEST(SparseStep, LeavesManyActiveUnitsToTheDenseStep) {
  Net net(Activation::kTopk);
  base::ThreadTeam team(1, no_preparation);
  SparseStep<double> step(net.plan, {net.parameters.data(), nullptr, nullptr, nullptr}, team);
  const std::vector<double> inputs = {2, 3};
  FusedBatch<double> batch{inputs.data(), nullptr, 2};
  for (const Index active_k : {5, 4, 6, 1}) {
    batch.active_k = active_k;
    step.step(batch);
  }
  EXPECT_EQ(step.sparse_steps(), 2);
  Net relu(Activation::kRelu);
  SparseStep<double> by_count(relu.plan, {relu.parameters.data(), nullptr, nullptr, nullptr}, team);
  for (const std::size_t active : {5U, 4U}) {
    for (std::size_t unit = 0; unit < 32; ++unit) relu.bias(unit) = unit < active ? 1 : -1;
    by_count.step(batch);
  }
  EXPECT_EQ(by_count.sparse_steps(), 1);
}

TEST(SparseStep, IsSpoiltByNan) {
  for (const Activation code : {Activation::kTopk, Activation::kRelu}) {
    Net net(code);
    net.bias(5) = std::numeric_limits<double>::quiet_NaN();
    base::ThreadTeam team(1, no_preparation);
    SparseStep<double> step(net.plan, {net.parameters.data(), nullptr, nullptr, nullptr}, team);
    const double input = 1;
    FusedBatch<double> batch{&input, nullptr, 1};
    batch.active_k = 1;
    EXPECT_TRUE(std::isnan(step.step(batch).loss));
    EXPECT_EQ(step.sparse_steps(), 1);
  }
}

}  // namespace
}  // namespace sae::fused
