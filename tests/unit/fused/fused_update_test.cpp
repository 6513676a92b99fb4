// SPDX-License-Identifier: MIT
// Tests of the optimisers of the hand-written step.
#include "fused/fused_update.h"

#include <gtest/gtest.h>

#include <vector>

namespace sae::fused {
namespace {

/// Two parameters; only the second is updated.
struct Parameters {
  std::vector<double> values = {7, 2};
  std::vector<double> mean = {0, 0};
  std::vector<double> square = {0, 0};
  float steps = 0;
  FusedMemory<double> memory() { return {values.data(), mean.data(), square.data(), &steps}; }
};

config::OptimConfig optimizer(config::OptimizerKind kind, double lr, double momentum = 0) {
  config::OptimConfig config;
  config.optimizer = kind;
  config.lr = lr;
  config.momentum = momentum;
  return config;
}

// Up to epsilon, Adam's first step is lr · sign(gradient): 2 − .1.
TEST(FusedUpdate, FirstAdamStepIsTheSign) {
  Parameters parameters;
  FusedUpdate<double> update(optimizer(config::OptimizerKind::kAdam, 0.1), parameters.memory());
  update.start_step();
  const double gradient = 3;
  EXPECT_DOUBLE_EQ(update.move(1, 1, &gradient, {}), 4);
  EXPECT_NEAR(parameters.values[1], 1.9, 1e-8);
  EXPECT_EQ(parameters.values[0], 7);
  EXPECT_EQ(parameters.steps, 1);
  EXPECT_DOUBLE_EQ(parameters.mean[1], 0.1 * 3);
  EXPECT_NEAR(parameters.square[1], 0.001 * 9, 1e-15);
}

// First step: gradient 3 + .5 · 2 = 4, and 2 − .1 · 4 = 1.6. Second: gradient 3 + .5 · 1.6 = 3.8,
// velocity .9 · 4 + 3.8 = 7.4, and 1.6 − .74.
TEST(FusedUpdate, AddsDecayAndMomentum) {
  Parameters parameters;
  FusedUpdate<double> update(optimizer(config::OptimizerKind::kSgd, 0.1, 0.9), parameters.memory());
  const double gradient = 3;
  for (const double expected : {1.6, 0.86}) {
    update.start_step();
    update.move(1, 1, &gradient, {0.5});
    EXPECT_NEAR(parameters.values[1], expected, 1e-15);
  }
}

TEST(FusedUpdate, FollowsTheLearningRate) {
  Parameters parameters;
  FusedUpdate<double> update(optimizer(config::OptimizerKind::kSgd, 0.1), parameters.memory());
  update.set_learning_rate(0.5);
  update.start_step();
  const double gradient = 1;
  update.move(1, 1, &gradient, {});
  EXPECT_DOUBLE_EQ(parameters.values[1], 1.5);
}

// 2 · (1 − .1 · .5) − .1.
TEST(FusedUpdate, ShrinksWeightsWithAdamw) {
  for (const bool shrinks : {false, true}) {
    Parameters parameters;
    config::OptimConfig config = optimizer(config::OptimizerKind::kAdamw, 0.1);
    config.weight_decay = 0.5;
    FusedUpdate<double> update(config, parameters.memory());
    update.start_step();
    const double gradient = 3;
    update.move(1, 1, &gradient, {0, 1, shrinks});
    EXPECT_NEAR(parameters.values[1], shrinks ? 1.8 : 1.9, 1e-8);
  }
}

// The gradient 3 + .5 · 2 = 4 is stored first and then applied by half.
TEST(FusedUpdate, StoresGradientsThatAreAppliedLater) {
  Parameters parameters;
  std::vector<double> stored(2);
  FusedMemory<double> memory = parameters.memory();
  memory.gradient = stored.data();
  FusedUpdate<double> update(optimizer(config::OptimizerKind::kSgd, 0.1), memory);
  const double gradient = 3;
  EXPECT_EQ(update.move(1, 1, &gradient, {0.5}), 4);
  EXPECT_EQ(parameters.values[1], 2);
  EXPECT_EQ(update.stored_squares(0, 2), 16);
  update.apply(1, 1, 0.5, {0.5});
  EXPECT_DOUBLE_EQ(parameters.values[1], 2 - 0.1 * 2);
}

}  // namespace
}  // namespace sae::fused
