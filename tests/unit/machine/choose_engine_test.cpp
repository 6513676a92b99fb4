// SPDX-License-Identifier: MIT
// Tests of choosing the engine.
#include "machine/choose_engine.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/tiny_model.h"

namespace sae::machine {
namespace {

TEST(ChooseEngine, ReturnsTheEngineWithAReason) {
  config::Config config;
  config.model.layers = {3};
  model::Autoencoder model(config.model, 5, 1);
  const ChosenEngine chosen = choose_engine(*model, config);
  ASSERT_NE(chosen.engine, nullptr);
  EXPECT_EQ(chosen.name, "fused");
  EXPECT_EQ(chosen.reason.substr(0, 26), "the model is on the CPU (a");
  config.train.engine = config::EngineChoice::kAutograd;
  EXPECT_EQ(choose_engine(*model, config).name, "autograd");
  EXPECT_EQ(choose_engine(*model, config).reason, "requested");
  config.train.engine = config::EngineChoice::kFused;
  EXPECT_EQ(choose_engine(*model, config).name, "fused");
}

TEST(ChooseEngine, ReturnsAnEngineThatTrains) {
  config::Config config;
  config.model.layers = {3};
  for (const auto optimizer : {config::OptimizerKind::kAdam, config::OptimizerKind::kLbfgs}) {
    for (const auto engine : {config::EngineChoice::kFused, config::EngineChoice::kAutograd}) {
      config.optim.optimizer = optimizer;
      config.train.engine = engine;
      model::Autoencoder model(config.model, 5, 1);
      const ChosenEngine chosen = choose_engine(*model, config);
      EXPECT_EQ(chosen.name, config::enum_name(engine));
      const auto before = test::snapshot(*model);
      chosen.engine->step(test::uniform({4, 5}, 2).to(at::kFloat));
      EXPECT_GT(test::distance(model->parameters()[0], before[0]), 0);
      EXPECT_GT(chosen.engine->meter().means().loss, 0);
    }
  }
}

// 3 of 24 units are one in eight.
TEST(ChooseEngine, LeavesAuxkWithManyActiveUnitsToAutograd) {
  config::Config config;
  config.model.layers = {24};
  config.model.code_activation = config::Activation::kTopk;
  config.model.output_activation = config::Activation::kIdentity;
  config.loss.add_sparse = false;
  config.loss.auxk = 1;
  config.loss.dead_after = 9;
  const auto engine_of = [&] {
    model::Autoencoder model(config.model, 5, 1);
    return choose_engine(*model, config).name;
  };
  config.model.k = 3;
  EXPECT_EQ(engine_of(), "fused");
  config.model.k_start = 4;
  EXPECT_EQ(engine_of(), "autograd");
  config.model.k_start.reset();
  config.model.dropout = 0.5;
  EXPECT_EQ(engine_of(), "autograd");
  config.train.engine = config::EngineChoice::kFused;
  EXPECT_EQ(test::failure(engine_of),
            "2: --engine fused: expected a code, a penalty and --auxk that it has, found others");
}

}  // namespace
}  // namespace sae::machine
