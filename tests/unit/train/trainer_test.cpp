// SPDX-License-Identifier: MIT
// Tests of the training loop.
#include "sae/train/trainer.h"

#include <ATen/ops/cat.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <limits>
#include <thread>

#include "support/failure.h"
#include "support/tiny_model.h"

namespace sae::train {
namespace {

using Lines = std::vector<std::string>;

/// Changes nothing; the n-th step (from 1) has the loss `loss_of(n)`.
class ScriptedEngine final : public engine::Engine {
 public:
  explicit ScriptedEngine(std::function<double(std::size_t)> loss_of)
      : loss_of_(std::move(loss_of)) {}
  void step(const at::Tensor& batch) override {
    batches.push_back(batch);
    const at::Tensor loss = test::scalar(loss_of_(batches.size())), zero = test::scalar(0);
    meter_.add({loss, loss, loss, zero, zero}, batch.size(0));
  }
  metrics::LossMeter& meter() override { return meter_; }

  std::vector<at::Tensor> batches;

 private:
  std::function<double(std::size_t)> loss_of_;
  metrics::LossMeter meter_{at::kCPU};
};

/// Writes down what it is told.
class Listener final : public Observer {
 public:
  Listener(Lines& lines, std::string name) : lines_(lines), name_(std::move(name)) {}
  void on_progress(const Progress& progress) override {
    lines_.push_back(name_ + " progress " + std::to_string(progress.epoch) + "/" +
                     std::to_string(progress.epochs) + " " + std::to_string(progress.batch) + "/" +
                     std::to_string(progress.batches));
    EXPECT_GT(progress.images_per_second, 0);
    EXPECT_GT(progress.seconds_left, 0);
  }
  void on_epoch(const std::vector<EpochRecord>& history, const model::AutoencoderImpl&) override {
    lines_.push_back(name_ + " epoch " + std::to_string(history.back().epoch) + " of " +
                     std::to_string(history.size()));
  }
  void on_end(const Outcome& outcome, const model::AutoencoderImpl&) override {
    lines_.push_back(name_ + " end after " + std::to_string(outcome.history.size()));
  }

 private:
  Lines& lines_;
  std::string name_;
};

int no_signal() { return 0; }

/// The lines but progress, which comes more often on a slow machine.
Lines milestones(Lines lines) {
  std::erase_if(
      lines, [](const std::string& line) { return line.find(" progress ") != std::string::npos; });
  return lines;
}

/// 10 rows of 5 columns to train on in batches of 4, 6 rows to validate on.
struct Problem {
  explicit Problem(std::int64_t epochs = 3) {
    config.model = test::model_config({3}, config::Activation::kRelu, config::Activation::kSigmoid,
                                      config::Activation::kSigmoid);
    config.train.epochs = epochs;
    config.train.batch_size = 4;
    config.train.seed = 7;
    model = test::tiny_model(config.model, 5, 1);
  }
  Outcome fit(engine::Engine& engine, const std::function<int()>& signal = no_signal) {
    Observers observers;
    observers.push_back(std::make_unique<Listener>(lines, "a"));
    observers.push_back(std::make_unique<Listener>(lines, "b"));
    return Trainer(config, *model, engine, data, observers).fit(signal);
  }

  config::Config config;
  model::Autoencoder model{nullptr};
  TrainingData data{test::uniform({10, 5}, 2), test::uniform({6, 5}, 3)};
  Lines lines;
};

TEST(Trainer, TellsTheObserversInOrder) {
  Problem problem(2);
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine);
  EXPECT_EQ(milestones(problem.lines), (Lines{"a epoch 1 of 1", "b epoch 1 of 1", "a epoch 2 of 2",
                                              "b epoch 2 of 2", "a end after 2", "b end after 2"}));
  EXPECT_EQ(outcome.state, EndState::kFinished);
  EXPECT_EQ(outcome.signal, 0);
  EXPECT_EQ(outcome.message, "");
  EXPECT_GE(outcome.wall_seconds, outcome.history[0].seconds + outcome.history[1].seconds);
}

TEST(Trainer, StepsThroughTheBatchesOfEachEpoch) {
  Problem problem(2);
  ScriptedEngine engine([](std::size_t) { return 1; });
  problem.fit(engine);
  data::Batcher batcher(problem.data.train, 4, 7);
  std::size_t step = 0;
  for (std::int64_t epoch = 1; epoch <= 2; ++epoch) {
    batcher.start_epoch(epoch);
    for (std::int64_t index = 0; index < 3; ++index) {
      EXPECT_TRUE(engine.batches.at(step++).equal(batcher.batch(index)));
    }
  }
  EXPECT_EQ(step, engine.batches.size());
}

TEST(Trainer, RecordsTheMeansOfEachEpochAlone) {
  Problem problem(2);
  ScriptedEngine engine([](std::size_t step) { return static_cast<double>(step); });
  const Outcome outcome = problem.fit(engine);
  // The batches of an epoch have 4, 4 and 2 rows.
  EXPECT_DOUBLE_EQ(outcome.history[0].train.loss, (1 * 4 + 2 * 4 + 3 * 2) / 10.0);
  EXPECT_DOUBLE_EQ(outcome.history[1].train.loss, (4 * 4 + 5 * 4 + 6 * 2) / 10.0);
}

TEST(Trainer, RecordsTheEvaluationAndTheSpeedOfEachEpoch) {
  Problem problem(1);
  ScriptedEngine engine([](std::size_t) { return 1; });
  const EpochRecord record = problem.fit(engine).history.at(0);
  const Evaluation expected = Evaluator(problem.data.valid).evaluate(*problem.model, 0.05);
  EXPECT_EQ(record.epoch, 1);
  EXPECT_EQ(record.valid.mse, expected.mse);
  EXPECT_EQ(record.valid.fvu, expected.fvu);
  EXPECT_EQ(record.valid.sparsity.kl, expected.sparsity.kl);
  EXPECT_GT(record.seconds, 0);
  EXPECT_DOUBLE_EQ(record.images_per_second, 10 / record.seconds);
}

TEST(Trainer, StopsAfterTheStepInWhichASignalCame) {
  Problem problem;
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome =
      problem.fit(engine, [&] { return engine.batches.size() == 5 ? SIGINT : 0; });
  EXPECT_EQ(engine.batches.size(), 5U);
  EXPECT_EQ(outcome.state, EndState::kInterrupted);
  EXPECT_EQ(outcome.signal, SIGINT);
  EXPECT_EQ(outcome.history.size(), 1U) << "the second epoch is not finished";
  EXPECT_EQ(milestones(problem.lines),
            (Lines{"a epoch 1 of 1", "b epoch 1 of 1", "a end after 1", "b end after 1"}));
}

TEST(Trainer, TellsTheEndWhenInterruptedAtTheFirstStep) {
  Problem problem;
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine, [] { return SIGTERM; });
  EXPECT_EQ(engine.batches.size(), 1U);
  EXPECT_EQ(outcome.signal, SIGTERM);
  EXPECT_EQ(milestones(problem.lines), (Lines{"a end after 0", "b end after 0"}));
}

TEST(Trainer, SaysWhereTheLossStoppedBeingFinite) {
  Problem problem;
  ScriptedEngine engine(
      [](std::size_t step) { return step >= 5 ? std::numeric_limits<double>::quiet_NaN() : 1; });
  const Outcome outcome = problem.fit(engine);
  EXPECT_EQ(outcome.state, EndState::kDiverged);
  EXPECT_EQ(outcome.message,
            "training diverged: the reconstruction is not finite at epoch 2, batch 2");
  EXPECT_EQ(outcome.history.size(), 1U);
  EXPECT_LE(engine.batches.size(), 6U) << "no epoch starts after a divergence";
  EXPECT_EQ(problem.lines.back(), "b end after 1");
}

TEST(Trainer, NoticesABrokenLossWithinALongEpoch) {
  Problem problem;
  ScriptedEngine engine([](std::size_t step) {
    if (step == 2) std::this_thread::sleep_for(std::chrono::milliseconds(510));
    return std::numeric_limits<double>::infinity();
  });
  EXPECT_EQ(problem.fit(engine).message,
            "training diverged: the reconstruction is not finite at epoch 1, batch 1");
  EXPECT_LE(engine.batches.size(), 2U);
}

TEST(Trainer, ReportsProgressWithinALongEpoch) {
  Problem problem(1);
  ScriptedEngine engine([](std::size_t step) {
    if (step == 2) std::this_thread::sleep_for(std::chrono::milliseconds(510));
    return 1;
  });
  problem.fit(engine);
  EXPECT_EQ(std::ranges::count(problem.lines, "a progress 1/1 2/3"), 1);
  EXPECT_EQ(std::ranges::count(problem.lines, "b progress 1/1 2/3"), 1);
}

/// A real engine with plain gradient descent.
Outcome descend(Problem& problem, double lr) {
  problem.config.optim = {config::OptimizerKind::kSgd, lr, 0};
  const auto chosen = engine::choose_engine(*problem.model, problem.config);
  return problem.fit(*chosen.engine);
}

TEST(Trainer, LowersTheValidationError) {
  Problem problem(200);
  problem.data.valid = problem.data.train;
  problem.config.loss.beta = problem.config.loss.lambda = 0;
  const Outcome outcome = descend(problem, 2);
  EXPECT_LT(outcome.history.back().valid.mse, 0.5 * outcome.history.front().valid.mse);
  EXPECT_EQ(outcome.history.size(), 200U);
}

TEST(Trainer, DivergesWithEveryLossWhenTheStepsAreFarTooLarge) {
  for (const auto loss : {config::Reconstruction::kMse, config::Reconstruction::kHalfSse,
                          config::Reconstruction::kBce}) {
    Problem problem(50);
    problem.config.loss.loss = loss;
    problem.config.loss.lambda = 1;
    const Outcome outcome = descend(problem, 1e30);
    EXPECT_EQ(outcome.state, EndState::kDiverged) << config::enum_name(loss);
    EXPECT_EQ(outcome.message.substr(0, 19), "training diverged: ");
    EXPECT_EQ(problem.lines.back().substr(0, 11), "b end after");
  }
}

TEST(Trainer, DivergesWhenOnlyTheEvaluationBreaks) {
  Problem problem(1);
  problem.config.model.output_activation = config::Activation::kIdentity;
  problem.model = test::tiny_model(problem.config.model, 5, 1);
  problem.config.train.batch_size = 10;
  const Outcome outcome = descend(problem, 1e300);
  EXPECT_EQ(outcome.state, EndState::kDiverged);
  EXPECT_EQ(outcome.message, "training diverged: the validation error is not finite after epoch 1");
  EXPECT_TRUE(outcome.history.empty());
}

TEST(Trainer, GivesTheSameBitsFromTheSameSeed) {
  Problem first, second, other;
  other.config.train.seed = 8;
  for (Problem* problem : {&first, &second, &other}) descend(*problem, 0.5);
  const auto end = test::snapshot(*first.model);
  for (std::size_t i = 0; i < end.size(); ++i) {
    EXPECT_TRUE(second.model->parameters()[i].equal(end[i]));
    EXPECT_FALSE(other.model->parameters()[i].equal(end[i]));
  }
}

TEST(Trainer, RefusesToValidateOnEqualRows) {
  Problem problem;
  problem.data.valid =
      at::cat({problem.data.train.narrow(0, 0, 1), problem.data.train.narrow(0, 0, 1)});
  ScriptedEngine engine([](std::size_t) { return 1; });
  EXPECT_EQ(test::failure([&] { problem.fit(engine); }).substr(0, 19), "3: validation data:");
}

}  // namespace
}  // namespace sae::train
