// SPDX-License-Identifier: MIT
// Tests of the engine around the hand-written step; tests/property compares it with the reference.
#include "fused/fused_engine.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/tiny_model.h"
#include "train/autograd_engine.h"

namespace sae::fused {
namespace {

config::Config some_config(config::OptimConfig optim, bool tied) {
  config::Config config;
  config.model.layers = {6, 3};
  config.model.tied = tied;
  config.optim = optim;
  config.train.batch_size = 8;
  return config;
}

const config::OptimConfig kAdam = {config::OptimizerKind::kAdam, 0.01, 0};
const config::OptimConfig kMomentum = {config::OptimizerKind::kSgd, 0.1, 0.9};

TEST(FusedEngine, DoesNotChangeTheModelBeforeAStep) {
  for (const bool tied : {false, true}) {
    const config::Config config = some_config(kAdam, tied);
    model::Autoencoder model(config.model, 5, 1);
    const auto before = test::snapshot(*model);
    const auto engine = make_fused_engine(*model, config, 1);
    const auto after = model->parameters();
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(after[i].equal(before[i]));
    EXPECT_TRUE(after[0].requires_grad());
    EXPECT_TRUE(after[0].is_leaf());
  }
}

TEST(FusedEngine, TrainsTheModelInPlace) {
  const config::Config config = some_config(kAdam, false);
  model::Autoencoder model(config.model, 5, 1);
  const auto engine = make_fused_engine(*model, config, 2);
  const at::Tensor batch = test::uniform({8, 5}, 2).to(at::kFloat);
  const auto error = [&] {
    return (model->forward(batch).output - batch).square().mean().item<double>();
  };
  const double before = error();
  for (int step = 0; step < 300; ++step) engine->step(batch);
  EXPECT_LT(error(), 0.8 * before);
}

// Each engine can resume the other's checkpoints.
TEST(FusedEngine, NamesItsStateLikeTheReference) {
  for (const auto& optim : {kAdam, kMomentum}) {
    for (const bool tied : {false, true}) {
      const config::Config config = some_config(optim, tied);
      model::Autoencoder first(config.model, 5, 1), second(config.model, 5, 1);
      const model::NamedTensors expected = train::AutogradEngine(*first, config).state();
      const auto engine = make_fused_engine(*second, config, 1);
      const model::NamedTensors found = engine->state();
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].name, expected[i].name);
        EXPECT_EQ(found[i].tensor.sizes(), expected[i].tensor.sizes());
        EXPECT_EQ(found[i].tensor.scalar_type(), expected[i].tensor.scalar_type());
      }
    }
  }
}

TEST(FusedEngine, ResumesFromARestoredState) {
  for (const auto& optim : {kAdam, kMomentum}) {
    const config::Config config = some_config(optim, false);
    model::Autoencoder first(config.model, 5, 1), second(config.model, 5, 2);
    const auto whole = make_fused_engine(*first, config, 1);
    const auto resumed = make_fused_engine(*second, config, 1);
    const auto batch = [](std::uint64_t seed) {
      return test::uniform({8, 5}, seed).to(at::kFloat);
    };
    for (std::uint64_t step = 0; step < 5; ++step) whole->step(batch(step));
    model::restore(model::weights_of(*first), model::weights_of(*second), "file");
    model::restore(whole->state(), resumed->state(), "file");
    for (std::uint64_t step = 5; step < 10; ++step) {
      whole->step(batch(step));
      resumed->step(batch(step));
    }
    for (std::size_t i = 0; i < first->parameters().size(); ++i) {
      EXPECT_TRUE(first->parameters()[i].equal(second->parameters()[i]));
    }
  }
}

TEST(FusedEngine, ReportsANonFiniteBatch) {
  const config::Config config = some_config(kAdam, false);
  model::Autoencoder model(config.model, 5, 1);
  const auto engine = make_fused_engine(*model, config, 1);
  const at::Tensor batch = test::uniform({8, 5}, 2).to(at::kFloat);
  engine->step(batch);
  model->parameters()[0].detach().fill_(NAN);
  engine->step(batch);
  ASSERT_TRUE(engine->meter().non_finite());
  EXPECT_EQ(engine->meter().non_finite()->batch, 1);
}

TEST(FusedEngine, RejectsTooLargeBatches) {
  const config::Config config = some_config(kAdam, false);
  model::Autoencoder model(config.model, 5, 1);
  const auto engine = make_fused_engine(*model, config, 1);
  EXPECT_EQ(test::failure([&] {
              engine->step(test::uniform({9, 5}, 2).to(at::kFloat));
            }),
            "1: a batch of 9 rows exceeds the engine's batch size of 8");
}

TEST(FusedEngine, CountsStepsThatComputeTheActiveUnitsAlone) {
  config::Config config;
  config.model.layers = {32};
  config.loss.add_sparse = false;
  const at::Tensor batch = test::uniform({8, 5}, 2).to(at::kFloat);
  const auto share = [&](config::Activation code, std::int64_t first_k) {
    config.model.code_activation = code;
    config.model.k = 2;
    model::Autoencoder model(config.model, 5, 1);
    const auto engine = make_fused_engine(*model, config, 1);
    EXPECT_FALSE(engine->sparse_share());
    for (const std::int64_t k : {first_k, std::int64_t{2}, std::int64_t{2}, std::int64_t{2}}) {
      data::Batch with_k = batch;
      with_k.active_k = k;
      engine->step(with_k);
    }
    return engine->sparse_share();
  };
  EXPECT_EQ(share(config::Activation::kTopk, 2), 1);
  EXPECT_EQ(share(config::Activation::kTopk, 30), 0.75);
  EXPECT_EQ(share(config::Activation::kSigmoid, 2), std::nullopt);
}

}  // namespace
}  // namespace sae::fused
