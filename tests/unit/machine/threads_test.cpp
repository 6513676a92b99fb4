// SPDX-License-Identifier: MIT
// Tests of choosing the number of threads.
#include "machine/threads.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

namespace sae::machine {
namespace {

TEST(PrepareThreads, SetsTheGivenNumber) {
  for (const int threads : {2, 1, 3}) {
    prepare_threads(threads);
    EXPECT_EQ(at::get_num_threads(), threads);
  }
}

TEST(ChooseThreads, UsesTheGivenNumber) {
  config::TrainConfig config;
  config.threads = 5;
  EXPECT_EQ(choose_threads(config, 1, 64, 1), 5);
}

// 3 · 64 · 800,000 multiplications are work for 38 threads of 4 million each.
TEST(ChooseThreads, LimitsThreadsByCoresWorkAndEight) {
  const config::TrainConfig config;
  EXPECT_EQ(choose_threads(config, 800'000, 64, 2), 2);
  EXPECT_EQ(choose_threads(config, 800'000, 64, 64), 8);
  EXPECT_EQ(choose_threads(config, 63'000, 64, 64), 3);
  EXPECT_EQ(choose_threads(config, 10'000, 64, 64), 1);
  EXPECT_EQ(choose_threads(config, 10'000, 60'000, 64), 8) << "full batch";
  EXPECT_EQ(choose_threads(config, 1, 64, 1), 1);
}

}  // namespace
}  // namespace sae::machine
