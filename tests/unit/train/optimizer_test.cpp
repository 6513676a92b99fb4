// SPDX-License-Identifier: MIT
// Tests of the optimisers.
#include "train/optimizer.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::train {
namespace {

config::OptimConfig sgd(double lr, double momentum) {
  return {config::OptimizerKind::kSgd, lr, momentum};
}

config::OptimConfig adam(double lr) { return {config::OptimizerKind::kAdam, lr, 0}; }

TEST(Sgd, WithoutMomentumFollowsTheGradient) {
  const at::Tensor parameter = test::vector({1, 2});
  const auto optimizer = make_optimizer(sgd(0.5, 0), {{"w", parameter}});
  optimizer->step({test::vector({1, -4})});
  EXPECT_TRUE(parameter.equal(test::vector({0.5, 4})));
  optimizer->step({test::vector({1, 0})});
  EXPECT_TRUE(parameter.equal(test::vector({0, 4})));
}

TEST(Sgd, AccumulatesMomentum) {
  const at::Tensor parameter = test::vector({10});
  const auto optimizer = make_optimizer(sgd(1, 0.5), {{"w", parameter}});
  // With a constant gradient of 1 the velocity is 1, 1.5, 1.75; without a gradient it halves.
  std::vector<double> path;
  for (const double gradient : {1, 1, 1, 0}) {
    optimizer->step({test::vector({gradient})});
    path.push_back(parameter.item<double>());
  }
  EXPECT_EQ(path, (std::vector<double>{9, 7.5, 5.75, 4.875}));
}

TEST(Adam, FirstStepHasTheLearningRate) {
  const at::Tensor parameter = test::vector({1, 1, 1});
  make_optimizer(adam(0.01), {{"w", parameter}})->step({test::vector({3, -1e-3, 0})});
  // m̂ = g and v̂ = g², so the step is lr · g/(|g| + 1e-8).
  const at::Tensor expected =
      test::vector({1 - 0.01 * 3 / (3 + 1e-8), 1 + 0.01 * 1e-3 / (1e-3 + 1e-8), 1});
  EXPECT_LT(test::distance(parameter, expected), 1e-15);
}

TEST(MakeOptimizer, MovesThresholdsAtTheirOwnRate) {
  for (const config::OptimConfig& config : {sgd(0.01, 0.5), adam(0.01)}) {
    const at::Tensor weight = test::vector({1}), threshold = test::vector({1});
    make_optimizer(config, {{model::kThresholdName, threshold}, {"w", weight}}, 10)
        ->step({test::vector({1}), test::vector({1})});
    EXPECT_NEAR(weight.item<double>(), 1 - 0.01, 1e-9);
    EXPECT_NEAR(threshold.item<double>(), 1 - 0.1, 1e-8);
  }
}

// Each step first takes lr · weight_decay = .05 of the weight; adam's first step is lr · sign(g).
TEST(Adamw, DecaysWeightsBesideTheGradient) {
  config::OptimConfig config = adam(0.1);
  config.optimizer = config::OptimizerKind::kAdamw;
  config.weight_decay = 0.5;
  const at::Tensor weight = test::vector({2}), bias = test::vector({2});
  make_optimizer(config, {{"encoder.0.weight", weight}, {"encoder.0.bias", bias}})
      ->step({test::vector({3}), test::vector({3})});
  EXPECT_NEAR(weight.item<double>(), 0.95 * 2 - 0.1, 1e-8);
  EXPECT_NEAR(bias.item<double>(), 2 - 0.1, 1e-8);
}

TEST(ThresholdRate, IsTenForJumprelu) {
  EXPECT_EQ(threshold_rate(config::Activation::kJumprelu), 10);
  EXPECT_EQ(threshold_rate(config::Activation::kSoftThreshold), 1);
}

// (3, 0) and (4) have the norm 5 together.
TEST(Clip, ScalesAllGradientsToTheNorm) {
  std::vector<at::Tensor> gradients = {test::vector({3, 0}), test::vector({4})};
  clip(gradients, 10);
  EXPECT_EQ(test::values(gradients[0]), (std::vector<double>{3, 0}));
  clip(gradients, 1);
  EXPECT_NEAR(gradients[0][0].item<double>(), 0.6, 1e-6);
  EXPECT_NEAR(gradients[1].item<double>(), 0.8, 1e-6);
  EXPECT_NEAR(clip_factor(5, 1), 0.2, 1e-7);
  EXPECT_EQ(clip_factor(5, 10), 1);
  EXPECT_EQ(clip_factor(0, 10), 1);
}

/// Adam as in Kingma & Ba (2015), algorithm 1.
class PlainAdam {
 public:
  explicit PlainAdam(double lr) : lr_(lr) {}
  double step(double value, double gradient) {
    ++steps_;
    mean_ = 0.9 * mean_ + 0.1 * gradient;
    square_ = 0.999 * square_ + 0.001 * gradient * gradient;
    const double mean = mean_ / (1 - std::pow(0.9, steps_));
    const double square = square_ / (1 - std::pow(0.999, steps_));
    return value - lr_ * mean / (std::sqrt(square) + 1e-8);
  }

 private:
  double lr_, mean_ = 0, square_ = 0;
  int steps_ = 0;
};

TEST(Adam, FollowsThePublishedAlgorithm) {
  const at::Tensor gradients = test::uniform({40, 3}, 1, -1, 1);
  const at::Tensor parameter = test::vector({0.3, -0.2, 5});
  std::vector<double> expected = test::values(parameter);
  const auto optimizer = make_optimizer(adam(0.1), {{"w", parameter}});
  std::vector<PlainAdam> plain(3, PlainAdam(0.1));
  for (const at::Tensor& gradient : gradients.unbind()) {
    optimizer->step({gradient});
    for (std::size_t i = 0; i < 3; ++i) {
      expected[i] = plain[i].step(expected[i], test::values(gradient)[i]);
    }
  }
  EXPECT_LT(test::distance(parameter, test::vector(expected)), 1e-13);
}

TEST(Optimizers, UpdateEachParameterWithItsGradient) {
  for (const auto& config : {adam(0.1), sgd(0.1, 0.9), sgd(0.1, 0)}) {
    const at::Tensor first = test::vector({0, 0}), second = test::matrix({{0}, {0}, {0}});
    const auto optimizer = make_optimizer(config, {{"first", first}, {"second", second}});
    optimizer->step({test::vector({1, 0}), test::matrix({{0}, {0}, {-1}})});
    EXPECT_NEAR(first[0].item<double>(), -0.1, 1e-8);
    EXPECT_EQ(first[1].item<double>(), 0);
    EXPECT_NEAR(second[2][0].item<double>(), 0.1, 1e-8);
    EXPECT_EQ(second[0][0].item<double>(), 0);
  }
}

TEST(Optimizers, UpdateFloat32LeavesInPlace) {
  for (const auto& config : {adam(0.1), sgd(0.1, 0.9)}) {
    const at::Tensor leaf = test::vector({1, 1}).to(at::kFloat).requires_grad_();
    const auto* before = leaf.const_data_ptr<float>();
    make_optimizer(config, {{"w", leaf}})->step({test::vector({1, -1}).to(at::kFloat)});
    EXPECT_EQ(leaf.const_data_ptr<float>(), before);
    EXPECT_LT(test::distance(leaf, test::vector({0.9, 1.1})), 1e-6);
    EXPECT_TRUE(leaf.requires_grad());
    EXPECT_TRUE(leaf.is_leaf());
  }
}

TEST(Optimizers, AddNoWeightDecay) {
  for (const auto& config : {adam(0.1), sgd(0.1, 0.9)}) {
    const at::Tensor parameter = test::vector({7, -3});
    const auto optimizer = make_optimizer(config, {{"w", parameter}});
    for (int i = 0; i < 3; ++i) optimizer->step({test::vector({0, 0})});
    EXPECT_TRUE(parameter.equal(test::vector({7, -3})));
  }
}

std::vector<std::string> names_of(const model::NamedTensors& tensors) {
  std::vector<std::string> names;
  for (const auto& named : tensors) names.push_back(named.name);
  return names;
}

TEST(Optimizers, NameTheirState) {
  const model::NamedTensors parameters = {{"a", test::vector({1})}, {"b", test::vector({1, 2})}};
  using Names = std::vector<std::string>;
  EXPECT_EQ(names_of(make_optimizer(adam(0.1), parameters)->state()),
            (Names{"mean.a", "mean.b", "square.a", "square.b", "step"}));
  EXPECT_EQ(names_of(make_optimizer(sgd(0.1, 0.9), parameters)->state()),
            (Names{"velocity.a", "velocity.b"}));
  EXPECT_TRUE(make_optimizer(sgd(0.1, 0), parameters)->state().empty());
}

// With the state copied, another optimiser makes the same next step; a new one does not.
TEST(Optimizers, ResumeFromARestoredState) {
  for (const auto& config : {adam(0.1), sgd(0.1, 0.9)}) {
    const at::Tensor gradient = test::vector({1, -2}), later = test::vector({0.5, 0.25});
    const at::Tensor parameter = test::vector({7, -3});
    const auto optimizer = make_optimizer(config, {{"w", parameter}});
    for (int i = 0; i < 3; ++i) optimizer->step({gradient});
    const at::Tensor resumed = parameter.clone(), fresh = parameter.clone();
    const auto successor = make_optimizer(config, {{"w", resumed}});
    model::restore(model::clone(optimizer->state()), successor->state(), "file");
    optimizer->step({later});
    successor->step({later});
    make_optimizer(config, {{"w", fresh}})->step({later});
    EXPECT_TRUE(resumed.equal(parameter));
    EXPECT_FALSE(fresh.equal(parameter));
  }
}

TEST(Optimizers, UseTheGivenLearningRate) {
  for (const auto& config : {adam(0.1), sgd(0.1, 0)}) {
    const at::Tensor parameter = test::vector({0});
    const auto optimizer = make_optimizer(config, {{"w", parameter}});
    optimizer->set_learning_rate(0.5);
    optimizer->step({test::vector({1})});
    EXPECT_NEAR(parameter.item<double>(), -0.5, 1e-8);
  }
}

}  // namespace
}  // namespace sae::train
