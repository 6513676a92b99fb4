// SPDX-License-Identifier: MIT
// Tests of the learning rate's schedules.
#include "sae/optim/schedule.h"

#include <gtest/gtest.h>

namespace sae::optim {
namespace {

TEST(LearningRate, StaysWhereItIsWhenConstant) {
  const config::OptimConfig config{.lr = 0.3};
  for (const std::int64_t done : {0, 5, 10, 99}) EXPECT_EQ(learning_rate(config, done, 10), 0.3);
}

// Half a turn of the cosine: 1, (2 + √2)/4, ½, (2 − √2)/4, 0 at the quarters.
TEST(LearningRate, FallsAlongACosineToZeroAndStaysThere) {
  const config::OptimConfig config{.lr = 2, .lr_schedule = config::LrSchedule::kCosine};
  EXPECT_EQ(learning_rate(config, 0, 8), 2);
  EXPECT_NEAR(learning_rate(config, 2, 8), (2 + std::sqrt(2.0)) / 2, 1e-15);
  EXPECT_NEAR(learning_rate(config, 4, 8), 1, 1e-15);
  EXPECT_NEAR(learning_rate(config, 6, 8), (2 - std::sqrt(2.0)) / 2, 1e-15);
  EXPECT_EQ(learning_rate(config, 8, 8), 0);
  EXPECT_EQ(learning_rate(config, 80, 8), 0);
}

// From 40 to 10 over the first half of 8 epochs: 40, 32.5, 25, 17.5, then 10.
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

TEST(KeptUnits, StayTheSameWithoutAStartAndAreOfTopkAlone) {
  config::Config config;
  config.model.k = 10;
  EXPECT_EQ(kept_units(config, 1), 0);
  config.model.code_activation = config::Activation::kTopkRelu;
  EXPECT_EQ(kept_units(config, 1), 10);
  EXPECT_EQ(kept_units(config, 7), 10);
}

}  // namespace
}  // namespace sae::optim
