// SPDX-License-Identifier: MIT
// Tests of choosing the engine.
#include "machine/choose_engine.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace sae::machine
