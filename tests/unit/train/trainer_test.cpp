// SPDX-License-Identifier: MIT
// Tests of the training loop.
#include "train/trainer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <limits>
#include <thread>

#include "machine/choose_engine.h"
#include "support/training_problem.h"

namespace sae::train {
namespace {

using test::Lines;
using test::milestones;
using test::no_signal;
using test::Problem;
using test::ScriptedEngine;

TEST(Trainer, NotifiesObserversInOrder) {
  Problem problem(2);
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine);
  EXPECT_EQ(
      milestones(problem.lines),
      (Lines{"a epoch 1 of 1", "b epoch 1 of 1", "a save after 1 epoch", "b save after 1 epoch",
             "a epoch 2 of 2", "b epoch 2 of 2", "a save after 2 epochs", "b save after 2 epochs",
             "a end after 2", "b end after 2"}));
  EXPECT_EQ(outcome.state, EndState::kFinished);
  EXPECT_EQ(outcome.signal, 0);
  EXPECT_EQ(outcome.message, "");
  EXPECT_GE(outcome.timing.wall, outcome.history[0].seconds + outcome.history[1].seconds);
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
      EXPECT_TRUE(engine.batches.at(step++).equal(batcher.batch(index).gather()));
    }
  }
  EXPECT_EQ(step, engine.batches.size());
}

TEST(Trainer, RecordsMeansPerEpoch) {
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
  const Evaluation expected = Evaluator(problem.data.valid).evaluate(*problem.model, {.rho = 0.05});
  EXPECT_EQ(record.epoch, 1);
  EXPECT_EQ(record.valid.mse, expected.mse);
  EXPECT_EQ(record.valid.fvu, expected.fvu);
  EXPECT_EQ(record.valid.sparsity.kl, expected.sparsity.kl);
  EXPECT_GT(record.seconds, 0);
  EXPECT_DOUBLE_EQ(record.images_per_second, 10 / record.seconds);
}

TEST(Trainer, StopsAfterTheStepWithASignal) {
  Problem problem;
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome =
      problem.fit(engine, [&] { return engine.batches.size() == 5 ? SIGINT : 0; });
  EXPECT_EQ(engine.batches.size(), 5U);
  EXPECT_EQ(outcome.state, EndState::kInterrupted);
  EXPECT_EQ(outcome.signal, SIGINT);
  EXPECT_EQ(outcome.history.size(), 1U) << "the second epoch is not finished";
  EXPECT_EQ(milestones(problem.lines),
            (Lines{"a epoch 1 of 1", "b epoch 1 of 1", "a save after 1 epoch",
                   "b save after 1 epoch", "a save after 1 epoch and 2 batches",
                   "b save after 1 epoch and 2 batches", "a end after 1", "b end after 1"}));
}

TEST(Trainer, CallsOnEndWhenInterruptedAtTheFirstStep) {
  Problem problem;
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine, [] { return SIGTERM; });
  EXPECT_EQ(engine.batches.size(), 1U);
  EXPECT_EQ(outcome.signal, SIGTERM);
  EXPECT_EQ(milestones(problem.lines),
            (Lines{"a save after 0 epochs and 1 batch", "b save after 0 epochs and 1 batch",
                   "a end after 0", "b end after 0"}));
}

TEST(Trainer, ReportsWhereTheLossDiverged) {
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

TEST(Trainer, DetectsDivergenceWithinALongEpoch) {
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
  const auto chosen = machine::choose_engine(*problem.model, problem.config);
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

TEST(Trainer, DivergesWithEveryLossAtAHugeLearningRate) {
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

TEST(Trainer, IsReproducible) {
  Problem first, second, other;
  other.config.train.seed = 8;
  for (Problem* problem : {&first, &second, &other}) descend(*problem, 0.5);
  const auto end = test::snapshot(*first.model);
  for (std::size_t i = 0; i < end.size(); ++i) {
    EXPECT_TRUE(second.model->parameters()[i].equal(end[i]));
    EXPECT_FALSE(other.model->parameters()[i].equal(end[i]));
  }
}

TEST(Trainer, ValidatesOnOneRowWithoutAnFvu) {
  Problem problem;
  problem.data.valid = problem.data.train.narrow(0, 0, 1);
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine);
  EXPECT_EQ(outcome.state, EndState::kFinished);
  EXPECT_TRUE(std::isnan(outcome.history.back().valid.fvu));
  EXPECT_TRUE(std::isfinite(outcome.history.back().valid.mse));
}

// The end of the first epoch is always saved. An epoch has three batches of 4, 4 and 2 rows.
TEST(Trainer, SavesWithinAnEpochAtTheGivenInterval) {
  Problem often(1), never(1);
  often.config.train.checkpoint_every = 1e-9;
  never.config.train.checkpoint_every = 0;
  for (Problem* problem : {&often, &never}) {
    ScriptedEngine engine([](std::size_t) { return 1; });
    problem->fit(engine);
    std::erase_if(problem->lines, [](const auto& line) { return line.front() == 'b'; });
  }
  EXPECT_EQ(milestones(often.lines),
            (Lines{"a save after 0 epochs and 1 batch", "a save after 0 epochs and 2 batches",
                   "a save after 0 epochs and 3 batches", "a epoch 1 of 1", "a save after 1 epoch",
                   "a end after 1"}));
  EXPECT_EQ(milestones(never.lines),
            (Lines{"a epoch 1 of 1", "a save after 1 epoch", "a end after 1"}));
}

TEST(Trainer, DoesNotSaveShortEpochsOneByOne) {
  Problem problem(10);
  ScriptedEngine engine([](std::size_t) { return 1; });
  problem.fit(engine);
  EXPECT_EQ(std::ranges::count(problem.lines, "a save after 1 epoch"), 1);
  EXPECT_EQ(std::ranges::count(problem.lines, "a save after 10 epochs"), 1);
  EXPECT_EQ(std::ranges::count(problem.lines, "a save after 2 epochs"), 0);
}

TEST(Trainer, SavesNothingAfterADivergence) {
  Problem problem;
  problem.config.train.checkpoint_every = 1e-9;
  ScriptedEngine engine(
      [](std::size_t step) { return step >= 5 ? std::numeric_limits<double>::quiet_NaN() : 1; });
  const Outcome outcome = problem.fit(engine);
  EXPECT_EQ(outcome.state, EndState::kDiverged);
  EXPECT_EQ(outcome.saved, (Position{2, 1})) << "the loss of batch 2 is read before it is saved";
  EXPECT_EQ(outcome.advice, "lower --lr");
}

TEST(Trainer, SavesNoWeightsThatAreNotFinite) {
  Problem problem(1);
  problem.config.train.checkpoint_every = 1e-9;
  ScriptedEngine engine([&](std::size_t step) {
    if (step == 2) problem.model->parameters()[0].detach().fill_(HUGE_VAL);
    return 1;
  });
  const Outcome outcome = problem.fit(engine);
  EXPECT_EQ(outcome.message, "training diverged: the weights are not finite at epoch 1, batch 2");
  EXPECT_EQ(outcome.saved, (Position{1, 1}));
}

// The scripted engine changes no weights, so no epoch is better than the first.
TEST(Trainer, StopsEarlyWhenPatienceRunsOut) {
  Problem problem(10);
  problem.config.train.patience = 2;
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine);
  EXPECT_EQ(outcome.state, EndState::kFinished);
  EXPECT_EQ(outcome.stopped, (EarlyStop{3, 2}));
  EXPECT_EQ(outcome.history.size(), 3U);
  EXPECT_EQ(outcome.saved, (Position{4, 0}));
  EXPECT_EQ(problem.lines.back(), "b end after 3");
}

TEST(Trainer, IsNotStoppedByPatienceAtItsLastEpoch) {
  Problem problem(3);
  problem.config.train.patience = 2;
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine);
  EXPECT_EQ(outcome.history.size(), 3U);
  EXPECT_FALSE(outcome.stopped.has_value());
}

TEST(Trainer, MeasuresDenoisingWhenFinished) {
  Problem problem(1), interrupted(1), without(1);
  const at::Tensor noisy = problem.data.valid + 0.5;
  problem.data.noisy = interrupted.data.noisy = NoisyRows{noisy, {}};
  ScriptedEngine engine([](std::size_t) { return 1; });
  const auto restoration = problem.fit(engine).restoration;
  ASSERT_TRUE(restoration.has_value());
  EXPECT_NEAR(restoration->noisy_mse, 0.25, 1e-12);
  EXPECT_FALSE(without.fit(engine).restoration.has_value());
  EXPECT_FALSE(interrupted.fit(engine, [] { return SIGINT; }).restoration.has_value());
}

TEST(Trainer, MeasuresTheBudgetWhenFinished) {
  Problem problem(1), interrupted(1);
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine);
  ASSERT_FALSE(outcome.budget.empty());
  EXPECT_NEAR(outcome.budget.back().fvu, outcome.history.back().valid.fvu, 1e-12);
  EXPECT_TRUE(interrupted.fit(engine, [] { return SIGINT; }).budget.empty());
}

// Rows that are twice the validation rows.
TEST(Trainer, MeasuresTheTestSetWhenFinished) {
  Problem problem(1), interrupted(1), without(1);
  problem.data.test = interrupted.data.test = 2 * problem.data.valid;
  ScriptedEngine engine([](std::size_t) { return 1; });
  const auto test = problem.fit(engine).test;
  ASSERT_TRUE(test.has_value());
  const at::Tensor output = problem.model->forward(problem.data.test).output;
  EXPECT_NEAR(test->mse, (output - problem.data.test).square().mean().item<double>(), 1e-12);
  EXPECT_FALSE(test->validates);
  EXPECT_FALSE(without.fit(engine).test.has_value());
  EXPECT_FALSE(interrupted.fit(engine, [] { return SIGINT; }).test.has_value());
}

TEST(Trainer, KnowsThatTheTestSetValidates) {
  Problem problem(1);
  problem.data.valid_is_test = true;
  ScriptedEngine engine([](std::size_t) { return 1; });
  const Outcome outcome = problem.fit(engine);
  EXPECT_TRUE(outcome.test->validates);
  EXPECT_EQ(outcome.test->mse, outcome.history.back().valid.mse);
}

TEST(Trainer, UsesTheScheduledLearningRates) {
  Problem problem(2);
  problem.config.optim.lr_schedule = config::LrSchedule::kCosine;
  problem.config.optim.schedule_epochs = 1;  // three batches
  problem.config.optim.lr = 1;
  ScriptedEngine engine([](std::size_t) { return 1; });
  problem.fit(engine);
  const std::vector<double> expected = {1, 0.75, 0.25, 0, 0, 0};
  ASSERT_EQ(engine.rates.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(engine.rates[i], expected[i], 1e-15);
}

}  // namespace
}  // namespace sae::train
