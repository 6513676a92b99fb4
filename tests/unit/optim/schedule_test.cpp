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

}  // namespace
}  // namespace sae::optim
