// SPDX-License-Identifier: MIT
// Tests of resuming a training run from its checkpoint file.
#include <gtest/gtest.h>

#include <csignal>

#include "format/safetensors.h"
#include "machine/choose_engine.h"
#include "run/checkpoint_file.h"
#include "support/failure.h"
#include "support/training_problem.h"
#include "train/trainer.h"

namespace sae::run {
namespace {

using test::no_signal;
using test::Problem;
using test::ScriptedEngine;

/// Stores the bytes of every save.
class Keeper final : public train::Observer {
 public:
  explicit Keeper(std::vector<std::string>& saves) : saves_(saves) {}
  void on_checkpoint(const train::Checkpoint& checkpoint) override {
    saves_.push_back(checkpoint_bytes(checkpoint, {}));
  }

 private:
  std::vector<std::string>& saves_;
};

/// Trains with a real engine from the saved state `from`, if given. Saves after each step.
std::vector<std::string> saves_of(config::Config config, const std::string& from = "") {
  Problem problem;
  config.model = problem.config.model;
  const auto chosen = machine::choose_engine(*problem.model, config);
  std::vector<std::string> saves;
  train::Observers observers;
  observers.push_back(std::make_unique<Keeper>(saves));
  train::Trainer trainer(config, *problem.model, *chosen.engine, problem.data, observers);
  if (!from.empty()) trainer.resume(parse_checkpoint(from, "c").checkpoint, "c");
  trainer.fit(no_signal);
  return saves;
}

config::Config config_saving_each_step(config::OptimConfig optim) {
  config::Config config = Problem().config;
  config.optim = optim;
  config.train.checkpoint_every = 1e-9;
  return config;
}

// A run resumed from any save produces the same saves as the original run.
TEST(Trainer, ResumesFromEveryStepToTheSameBytes) {
  for (const config::OptimConfig& optim :
       {config::OptimConfig{config::OptimizerKind::kAdam, 0.01, 0},
        config::OptimConfig{config::OptimizerKind::kAdam, 0.01, 0, config::LrSchedule::kCosine, 3},
        config::OptimConfig{.lr = 0.01,
        .lr_schedule = config::LrSchedule::kStep,
        .lr_step_epochs = 1,
        .lr_step_factor = 0.5,
        .warmup_epochs = 1.5},
        config::OptimConfig{config::OptimizerKind::kSgd, 0.1, 0.9}}) {
    const config::Config config = config_saving_each_step(optim);
    const std::vector<std::string> whole = saves_of(config);
    ASSERT_GE(whole.size(), 10U);
    for (std::size_t at = 0; at < whole.size(); ++at) {
      const std::vector<std::string> rest = saves_of(config, whole[at]);
      EXPECT_EQ(rest.front(), whole[at]) << "the first act is to save anew";
      EXPECT_EQ(rest.back(), whole.back()) << at;
    }
  }
}

// At this rate the weights do not change: no epoch is better than the first.
TEST(Trainer, StopsAtTheSameEpochAfterAResume) {
  config::Config config = config_saving_each_step({config::OptimizerKind::kSgd, 1e-30, 0});
  config.train.epochs = 9;
  config.train.patience = 3;
  const std::vector<std::string> whole = saves_of(config);
  EXPECT_EQ(parse_checkpoint(whole.back(), "c").checkpoint.next, (train::Position{5, 0}));
  for (const std::string& save : whole) EXPECT_EQ(saves_of(config, save).back(), whole.back());
}

// The current epoch is completed before patience is checked.
TEST(Trainer, CompletesTheEpochIfAResumeLowersPatience) {
  config::Config config = config_saving_each_step({config::OptimizerKind::kSgd, 1e-30, 0});
  const std::vector<std::string> whole = saves_of(config);
  const auto inside = std::ranges::find_if(whole, [](const std::string& save) {
    return parse_checkpoint(save, "c").checkpoint.next == train::Position{3, 1};
  });
  ASSERT_NE(inside, whole.end());
  config.train.epochs = 9;
  config.train.patience = 1;
  EXPECT_EQ(parse_checkpoint(saves_of(config, *inside).back(), "c").checkpoint.next,
            (train::Position{4, 0}));
}

// Each part of the state matters: without it the final state differs.
TEST(Trainer, GivesAnotherResultIfPartOfTheStateIsLost) {
  const config::Config config = config_saving_each_step({config::OptimizerKind::kAdam, 0.01, 0});
  const std::vector<std::string> whole = saves_of(config);
  const std::string& middle = whole.at(4);  // after a batch of the second epoch
  for (const std::string prefix : {"optimizer.mean", "optimizer.square", "optimizer.step",
                                   "encoder", "loss_sums", "metrics"}) {
    format::SafeTensors file = format::parse_safetensors(middle, "c", format::Seal::kRequired);
    std::size_t dropped = 0;
    for (format::NamedArray& array : file.arrays) {
      if (!array.name.starts_with(prefix)) continue;
      ++dropped;
      // The first eight bytes of the metrics are the epoch number.
      for (std::size_t i = 8 * (prefix == "metrics"); i < array.bytes.size(); ++i)
        array.bytes[i] = 0;
    }
    EXPECT_GT(dropped, 0U) << prefix;
    EXPECT_NE(saves_of(config, format::safetensors_bytes(file)).back(), whole.back()) << prefix;
  }
}

TEST(Trainer, RefusesAStateOfAnotherOptimizerOrBatchSize) {
  const config::Config config = config_saving_each_step({config::OptimizerKind::kAdam, 0.01, 0});
  const std::string bytes = saves_of(config).at(1);
  config::Config other = config;
  other.optim.optimizer = config::OptimizerKind::kSgd;
  EXPECT_EQ(test::failure([&] { saves_of(other, bytes); }).substr(0, 22), "5: c: unexpected array");
  other = config;
  other.train.batch_size = 10;
  EXPECT_EQ(test::failure([&] { saves_of(other, bytes); }),
            "5: c: position: expected at most batch 1, found 2");
}

TEST(Trainer, EvaluatesAnEpochInterruptedBeforeEvaluation) {
  Problem problem(1);
  ScriptedEngine engine([](std::size_t) { return 1; });
  const train::Outcome outcome =
      problem.fit(engine, [&] { return engine.batches.size() == 3 ? SIGTERM : 0; });
  EXPECT_EQ(outcome.saved, (train::Position{1, 3}));
  EXPECT_TRUE(outcome.history.empty());
  const config::Config config = config_saving_each_step({config::OptimizerKind::kSgd, 0.1, 0});
  const std::vector<std::string> whole = saves_of(config);
  const std::vector<std::string> rest = saves_of(config, whole.at(2));  // epoch not yet evaluated
  EXPECT_EQ(parse_checkpoint(whole.at(2), "c").checkpoint.next, (train::Position{1, 3}));
  EXPECT_EQ(parse_checkpoint(rest.at(1), "c").checkpoint.next, (train::Position{2, 1}));
  EXPECT_EQ(rest.back(), whole.back());
}

}  // namespace
}  // namespace sae::run
