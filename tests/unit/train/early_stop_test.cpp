// SPDX-License-Identifier: MIT
// Tests of early stopping.
#include "train/early_stop.h"

#include <gtest/gtest.h>

#include "support/epoch_records.h"

namespace sae::train {
namespace {

std::vector<EpochRecord> errors_in_turn(const std::vector<double>& errors) {
  std::vector<EpochRecord> history;
  for (const double error : errors) {
    history.push_back(
        test::record_with_error(static_cast<std::int64_t>(history.size()) + 1, error));
  }
  return history;
}

TEST(EpochsWithoutImprovement, CountFromTheLowestError) {
  EXPECT_EQ(epochs_without_improvement({}, 0), 0);
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({5}), 0), 0);
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({5, 4, 3}), 0), 0);
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({5, 3, 4, 3.5}), 0), 2);
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({5, 3, 3}), 0), 1)
      << "an equal one is no better";
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({5, 6, 4}), 0), 0);
}

// With min_improvement .1, the error must fall below 90 after 100. 95 and 90 do not count, but 89
// does; the next limit is 80.1.
TEST(EpochsWithoutImprovement, RequireARelativeImprovement) {
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({100, 95}), 0.1), 1);
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({100, 95, 90}), 0.1), 2);
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({100, 95, 90, 89}), 0.1), 0);
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({100, 95, 90, 89, 80.2}), 0.1), 1);
  EXPECT_EQ(epochs_without_improvement(errors_in_turn({100, 95, 90, 89, 80.2, 80}), 0.1), 0);
}

TEST(EpochsWithoutImprovement, RestartWhenActiveUnitsChange) {
  std::vector<EpochRecord> history = errors_in_turn({1, 2, 3, 4, 3.5, 3.6});
  const std::vector<std::int64_t> kept = {100, 100, 50, 25, 25, 25};
  for (std::size_t i = 0; i < history.size(); ++i) history[i].kept = kept[i];
  EXPECT_EQ(epochs_without_improvement(history, 0), 1) << "3.6 after 3.5";
  history.resize(3);
  EXPECT_EQ(epochs_without_improvement(history, 0), 0) << "3 with fewer units than 1 and 2";
  history.resize(2);
  EXPECT_EQ(epochs_without_improvement(history, 0), 1);
}

TEST(FindEarlyStop, StopsWhenPatienceRunsOut) {
  const config::TrainConfig config{.epochs = 10, .patience = 2};
  EXPECT_EQ(find_early_stop(config, {}), std::nullopt);
  EXPECT_EQ(find_early_stop(config, errors_in_turn({5, 3, 4})), std::nullopt);
  EXPECT_EQ(find_early_stop(config, errors_in_turn({5, 3, 4, 4})), (EarlyStop{4, 2}));
  EXPECT_EQ(find_early_stop(config, errors_in_turn({5, 3, 4, 2})), std::nullopt);
  const config::TrainConfig strict{.epochs = 10, .patience = 2, .min_improvement = 0.5};
  EXPECT_EQ(find_early_stop(strict, errors_in_turn({5, 4, 3})), (EarlyStop{3, 2}));
}

TEST(FindEarlyStop, DoesNotStopWithoutPatienceOrAtTheLastEpoch) {
  const std::vector<EpochRecord> worse = errors_in_turn({1, 2, 3, 4, 5});
  EXPECT_EQ(find_early_stop({.epochs = 10}, worse), std::nullopt);
  EXPECT_EQ(find_early_stop({.epochs = 5, .patience = 2}, worse), std::nullopt);
  EXPECT_EQ(find_early_stop({.epochs = 6, .patience = 2}, worse), (EarlyStop{5, 2}));
}

}  // namespace
}  // namespace sae::train
