// SPDX-License-Identifier: MIT
// Tests of the figures of a run.
#include "batch/run_figures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "support/epoch_records.h"

namespace sae::batch {
namespace {

/// Three epochs, of which the second has the lowest val_mse, and a test set.
run::ListedRun three_epochs() {
  run::ListedRun run;
  run.history = {test::record_with_error(1, 0.5), test::record_with_error(2, 0.125),
                 test::record_with_error(3, 0.25)};
  run.summary = {
      {"state", "finished"}, {"test_mse", 0.75}, {"test_kl", "nan"}, {"wall_seconds", 9}};
  return run;
}

TEST(RunFigures, AreThoseOfTheLastEpoch) {
  const auto figures = figures_of(three_epochs(), config::Weights::kLast);
  EXPECT_EQ(figures.at("epoch"), 3);
  EXPECT_EQ(figures.at("val_mse"), 0.25);
  EXPECT_EQ(figures.at("val_dead"), 13);
  EXPECT_EQ(figures.at("epochs_done"), 3);
  EXPECT_EQ(figures.at("training_seconds"), 4.5);
  EXPECT_EQ(figures.at("test_mse"), 0.75);
  EXPECT_FALSE(figures.contains("wall_seconds"));
}

TEST(RunFigures, OfTheBestEpochHaveNoTestFigures) {
  const auto figures = figures_of(three_epochs(), config::Weights::kBest);
  EXPECT_EQ(figures.at("epoch"), 2);
  EXPECT_EQ(figures.at("val_mse"), 0.125);
  EXPECT_EQ(figures.at("epochs_done"), 3);
  EXPECT_FALSE(figures.contains("test_mse"));
}

TEST(RunFigures, LeaveOutWhatIsNotDefined) {
  run::ListedRun run = three_epochs();
  run.history.back().valid.fvu = std::numeric_limits<double>::quiet_NaN();
  const auto figures = figures_of(run, config::Weights::kLast);
  EXPECT_FALSE(figures.contains("val_fvu"));
  EXPECT_FALSE(figures.contains("test_kl"));
  run.history.clear();
  const auto without_epoch = figures_of(run, config::Weights::kLast);
  EXPECT_EQ(without_epoch.size(), 2U);
  EXPECT_EQ(without_epoch.at("epochs_done"), 0);
}

TEST(FigureNames, HaveATestFigureForEachOfValidation) {
  const auto names = figure_names();
  EXPECT_EQ(std::ranges::count_if(names, is_test_figure), 12);
  EXPECT_EQ(names.size(), 24U + 2U + 12U);
  EXPECT_NE(std::ranges::find(names, "test_rho_hat_max"), names.end());
}

TEST(Directions, AreKnownWhereAValueIsBetter) {
  for (const char* name : {"val_mse", "train_mse", "test_fvu", "val_dead", "training_seconds"}) {
    EXPECT_EQ(direction_of(name), Direction::kLower) << name;
  }
  for (const char* name : {"val_hoyer", "test_hoyer", "images_per_second"}) {
    EXPECT_EQ(direction_of(name), Direction::kHigher) << name;
  }
  for (const char* name : {"val_l0", "train_loss", "epoch", "val_kl", "rho"}) {
    EXPECT_EQ(direction_of(name), Direction::kNone) << name;
  }
  EXPECT_EQ(direction_name(Direction::kHigher), "higher");
}

}  // namespace
}  // namespace sae::batch
