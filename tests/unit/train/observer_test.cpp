// SPDX-License-Identifier: MIT
// Tests of what a run tells those who watch it.
#include "sae/train/observer.h"

#include <gtest/gtest.h>

#include "support/tiny_model.h"

namespace sae::train {
namespace {

/// Epochs with these validation errors, counted from 1.
std::vector<EpochRecord> history_of(const std::vector<double>& errors) {
  std::vector<EpochRecord> history;
  for (const double error : errors) {
    EpochRecord record;
    record.epoch = static_cast<std::int64_t>(history.size()) + 1;
    record.valid.mse = error;
    history.push_back(record);
  }
  return history;
}

TEST(BestEpoch, HasTheLowestValidationError) {
  EXPECT_EQ(best_epoch(history_of({0.5, 0.2, 0.3})).epoch, 2);
  EXPECT_EQ(best_epoch(history_of({0.5, 0.4, 0.3})).epoch, 3);
  EXPECT_EQ(best_epoch(history_of({0.5})).epoch, 1);
}

TEST(BestEpoch, IsTheFirstOfEquals) {
  EXPECT_EQ(best_epoch(history_of({0.5, 0.2, 0.2, 0.3, 0.2})).epoch, 2);
}

TEST(BestEpoch, LooksAtTheValidationErrorAlone) {
  std::vector<EpochRecord> history = history_of({0.2, 0.3});
  history[1].train.loss = -1;
  history[1].valid.fvu = -1;
  EXPECT_EQ(best_epoch(history).epoch, 1);
}

TEST(Observer, MayIgnoreEverything) {
  const model::Autoencoder model(config::ModelConfig(), 2, 1);
  Observer observer;
  observer.on_progress({});
  observer.on_epoch({}, *model);
  observer.on_end({}, *model);
}

}  // namespace
}  // namespace sae::train
