// SPDX-License-Identifier: MIT
// Tests of the readable reference engine.
#include "train/autograd_engine.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "loss/objective.h"
#include "support/tiny_model.h"

namespace sae::train {
namespace {

/// A tied network with two encoder layers; every loss term is on.
config::Config full_config(config::OptimizerKind optimizer, double lr) {
  config::Config config;
  config.model = test::model_config({4, 3}, config::Activation::kRelu, config::Activation::kSigmoid,
                                    config::Activation::kSigmoid);
  config.model.tied = true;
  config.loss.beta = 0.1;
  config.loss.lambda = 0.01;
  config.optim = {optimizer, lr, 0};
  return config;
}

TEST(AutogradEngine, FollowsTheGradientOfTheObjective) {
  const config::Config config = full_config(config::OptimizerKind::kSgd, 0.5);
  const at::Tensor batch = test::uniform({7, 5}, 2);
  model::Autoencoder model = test::tiny_model(config.model, 5, 1);
  model::Autoencoder stepped = test::tiny_model(config.model, 5, 1);
  loss::objective(*model, config.loss, batch, batch).loss.backward();
  AutogradEngine(*stepped, config).step(batch);
  for (std::size_t i = 0; i < model->parameters().size(); ++i) {
    const at::Tensor start = model->parameters()[i].detach();
    const at::Tensor expected = start - model->parameters()[i].grad() * test::scalar(0.5);
    EXPECT_LT(test::distance(stepped->parameters()[i], expected), 1e-14);
    EXPECT_GT(test::distance(stepped->parameters()[i], start), 1e-6);
  }
}

// Batch::active_k overrides config.k, as with --k_start.
TEST(AutogradEngine, KeepsTheActiveUnitsOfTheBatch) {
  const auto stepped = [](std::int64_t k, std::optional<std::int64_t> active_k) {
    config::Config config;
    config.model = test::model_config({6}, config::Activation::kRelu, config::Activation::kTopk,
                                      config::Activation::kSigmoid);
    config.model.k = k;
    config.loss.add_sparse = false;
    config.optim = {config::OptimizerKind::kSgd, 0.5, 0};
    model::Autoencoder model = test::tiny_model(config.model, 5, 1);
    data::Batch batch = test::uniform({7, 5}, 2);
    batch.active_k = active_k;
    AutogradEngine(*model, config).step(batch);
    return model->parameters()[0].detach();
  };
  EXPECT_TRUE(stepped(5, 2).equal(stepped(2, {})));
  EXPECT_FALSE(stepped(5, 2).equal(stepped(5, {})));
}

TEST(AutogradEngine, AddsTheTermsBeforeEachStep) {
  const config::Config config = full_config(config::OptimizerKind::kSgd, 0.5);
  model::Autoencoder model = test::tiny_model(config.model, 5, 1);
  AutogradEngine engine(*model, config);
  const at::Tensor large = test::uniform({6, 5}, 2), small = test::uniform({2, 5}, 3);
  const auto terms = [&](const at::Tensor& batch) {
    return loss::objective(*model, config.loss, batch, batch);
  };
  const loss::LossTerms first = terms(large);
  engine.step(large);
  const loss::LossTerms second = terms(small);
  engine.step(small);
  const auto mean = [](const at::Tensor& a, const at::Tensor& b) {
    return (6 * a.item<double>() + 2 * b.item<double>()) / 8;
  };
  const train::LossMeans means = engine.meter().means();
  EXPECT_NEAR(means.loss, mean(first.loss, second.loss), 1e-14);
  EXPECT_NEAR(means.reconstruction, mean(first.reconstruction, second.reconstruction), 1e-14);
  EXPECT_NEAR(means.mse, mean(first.mse, second.mse), 1e-14);
  EXPECT_NEAR(means.penalty, mean(first.penalty, second.penalty), 1e-14);
  EXPECT_NEAR(means.decay, mean(first.decay, second.decay), 1e-14);
}

TEST(AutogradEngine, LowersTheLossWithEitherOptimizer) {
  for (const auto& [optimizer, lr] : {std::pair{config::OptimizerKind::kAdam, 0.02},
                                      std::pair{config::OptimizerKind::kSgd, 0.5}}) {
    const config::Config config = full_config(optimizer, lr);
    model::Autoencoder model = test::tiny_model(config.model, 5, 1);
    AutogradEngine engine(*model, config);
    const at::Tensor batch = test::uniform({16, 5}, 2);
    const auto loss = [&] {
      return loss::objective(*model, config.loss, batch, batch).loss.item<double>();
    };
    const double before = loss();
    for (int step = 0; step < 100; ++step) engine.step(batch);
    EXPECT_LT(loss(), 0.8 * before) << config::enum_name(optimizer);
  }
}

TEST(AutogradEngine, IsReproducible) {
  const config::Config config = full_config(config::OptimizerKind::kAdam, 0.02);
  std::vector<std::vector<at::Tensor>> ends;
  for (int run = 0; run < 2; ++run) {
    model::Autoencoder model(config.model, 5, 1);
    AutogradEngine engine(*model, config);
    for (std::uint64_t step = 0; step < 20; ++step) {
      engine.step(test::uniform({16, 5}, step).to(at::kFloat));
    }
    ends.push_back(test::snapshot(*model));
  }
  for (std::size_t i = 0; i < ends[0].size(); ++i) EXPECT_TRUE(ends[0][i].equal(ends[1][i]));
}

TEST(AutogradEngine, ReportsANonFiniteBatchWithoutThrowing) {
  for (const auto loss : {config::Reconstruction::kMse, config::Reconstruction::kBce}) {
    config::Config config = full_config(config::OptimizerKind::kSgd, 0.5);
    config.loss.loss = loss;
    model::Autoencoder model = test::tiny_model(config.model, 5, 1);
    AutogradEngine engine(*model, config);
    const at::Tensor batch = test::uniform({4, 5}, 2);
    engine.step(batch);
    model->parameters()[0].detach().fill_(NAN);
    engine.step(batch);
    const auto broken = engine.meter().non_finite();
    ASSERT_TRUE(broken) << config::enum_name(loss);
    EXPECT_EQ(broken->batch, 1);
    EXPECT_EQ(broken->term, "reconstruction");
  }
}

}  // namespace
}  // namespace sae::train
