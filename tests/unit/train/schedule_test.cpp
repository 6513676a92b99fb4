// SPDX-License-Identifier: MIT
// Tests of the schedules of the learning rate and of the active units.
#include "train/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sae::train {
namespace {

/// The rate after `done` steps of a schedule with eight epochs of `per_epoch` steps.
double rate_after(const config::OptimConfig& config, std::int64_t done, std::int64_t per_epoch) {
  return learning_rate(config, {done, per_epoch, 8});
}

TEST(LearningRate, ConstantDoesNotChange) {
  const config::OptimConfig config{.lr = 0.3};
  for (const std::int64_t done : {0, 5, 10, 99}) EXPECT_EQ(rate_after(config, done, 1), 0.3);
}

// Half a period of the cosine: at the quarters 1, (2 + √2)/4, ½, (2 − √2)/4, 0.
TEST(LearningRate, CosineFallsToZeroAndStays) {
  const config::OptimConfig config{.lr = 2, .lr_schedule = config::LrSchedule::kCosine};
  for (const std::int64_t per_epoch : {1, 10}) {
    const auto rate = [&](std::int64_t epochs) {
      return rate_after(config, epochs * per_epoch, per_epoch);
    };
    EXPECT_EQ(rate(0), 2);
    EXPECT_NEAR(rate(2), (2 + std::sqrt(2.0)) / 2, 1e-15);
    EXPECT_NEAR(rate(4), 1, 1e-15);
    EXPECT_NEAR(rate(6), (2 - std::sqrt(2.0)) / 2, 1e-15);
    EXPECT_EQ(rate(8), 0);
    EXPECT_EQ(rate(80), 0);
  }
}

// Two epochs of four steps are eight steps. The rate keeps dropping after the schedule's end.
TEST(LearningRate, StepDropsEveryFewEpochs) {
  config::OptimConfig config{.lr = 0.8, .lr_schedule = config::LrSchedule::kStep};
  config.lr_step_epochs = 2;
  config.lr_step_factor = 0.5;
  for (const std::int64_t done : {0, 7}) EXPECT_EQ(rate_after(config, done, 4), 0.8);
  for (const std::int64_t done : {8, 15}) EXPECT_EQ(rate_after(config, done, 4), 0.4);
  EXPECT_EQ(rate_after(config, 16, 4), 0.2);
  EXPECT_EQ(rate_after(config, 8 * 10, 4), 0.8 / 1024);
}

// 1.5 epochs of four steps are six steps: 1/6, 2/6, … 6/6 of the rate.
TEST(LearningRate, WarmUpIsLinear) {
  config::OptimConfig config{.lr = 12};
  config.warmup_epochs = 1.5;
  for (std::int64_t done = 0; done < 6; ++done) {
    EXPECT_DOUBLE_EQ(rate_after(config, done, 4), 2.0 * static_cast<double>(done + 1));
  }
  for (const std::int64_t done : {6, 7, 1000}) EXPECT_EQ(rate_after(config, done, 4), 12);
}

TEST(LearningRate, WarmUpShorterThanAStepDoesNothing) {
  config::OptimConfig config{.lr = 12};
  for (const double epochs : {0.0, 0.1, 0.25}) {
    config.warmup_epochs = epochs;
    EXPECT_EQ(rate_after(config, 0, 4), 12) << epochs;
  }
}

TEST(LearningRate, WarmsUpWithEverySchedule) {
  config::OptimConfig config{.lr = 1, .lr_schedule = config::LrSchedule::kStep};
  config.lr_step_epochs = 1;
  config.lr_step_factor = 0.5;
  config.warmup_epochs = 2;
  EXPECT_DOUBLE_EQ(rate_after(config, 0, 4), 1.0 / 8);
  EXPECT_DOUBLE_EQ(rate_after(config, 3, 4), 4.0 / 8);
  EXPECT_DOUBLE_EQ(rate_after(config, 4, 4), 0.5 * 5 / 8);
  EXPECT_DOUBLE_EQ(rate_after(config, 8, 4), 0.25);
  config.lr_schedule = config::LrSchedule::kCosine;
  config.warmup_epochs = 8;
  EXPECT_NEAR(rate_after(config, 16, 4), 0.5 * 17 / 32, 1e-15);
}

// From 40 to 10 over the first half of 8 epochs: 40, 32.5, 25, 17.5, then 10; rounded.
TEST(KeptUnits, FallLinearlyOverTheFirstHalfOfTheSchedule) {
  config::Config config;
  config.model.code_activation = config::Activation::kTopk;
  config.model.k = 10;
  config.model.k_start = 40;
  config.optim.schedule_epochs = 8;
  config.train.epochs = 99;
  const auto kept = [&](std::int64_t epoch) { return kept_units(config, epoch); };
  EXPECT_EQ(kept(1), 40);
  EXPECT_EQ(kept(2), 33);
  EXPECT_EQ(kept(3), 25);
  EXPECT_EQ(kept(4), 18);
  EXPECT_EQ(kept(5), 10);
  EXPECT_EQ(kept(50), 10);
}

TEST(KeptUnits, AreConstantWithoutKStartAndZeroWithoutTopk) {
  config::Config config;
  config.model.k = 10;
  EXPECT_EQ(kept_units(config, 1), 0);
  config.model.code_activation = config::Activation::kTopkRelu;
  EXPECT_EQ(kept_units(config, 1), 10);
  EXPECT_EQ(kept_units(config, 7), 10);
}

// Half of 4 epochs of 5 steps are 10 steps.
TEST(PenaltyShare, RisesOverItsShareOfTheSchedule) {
  config::LossConfig config;
  EXPECT_EQ(penalty_share(config, {0, 5, 4}), 1);
  config.beta_warmup = 0.5;
  EXPECT_DOUBLE_EQ(penalty_share(config, {0, 5, 4}), 0.1);
  EXPECT_DOUBLE_EQ(penalty_share(config, {7, 5, 4}), 0.8);
  EXPECT_EQ(penalty_share(config, {9, 5, 4}), 1);
  EXPECT_EQ(penalty_share(config, {19, 5, 4}), 1);
}

}  // namespace
}  // namespace sae::train
