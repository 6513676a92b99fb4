// SPDX-License-Identifier: MIT
// Tests of the columns of metrics.csv and of the best epoch.
#include "train/epoch_record.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "support/epoch_records.h"

namespace sae::train {
namespace {

TEST(VisitColumns, VisitsEachColumnOnceAndMarksTimes) {
  const EpochRecord record = test::numbered_record(1);
  std::set<double> values;
  std::set<std::string> times;
  std::size_t count = 0;
  visit_columns(record, [&](const char* name, ColumnKind kind, auto value) {
    ++count;
    values.insert(static_cast<double>(value));
    if (kind == ColumnKind::kTime) times.insert(name);
  });
  EXPECT_EQ(count, 24U);
  EXPECT_EQ(values.size(), 24U) << "every number of this record is another one";
  EXPECT_EQ(times, (std::set<std::string>{"seconds", "images_per_second"}));
}

TEST(VisitColumns, AllowsAssignment) {
  EpochRecord record;
  visit_columns(record,
                []<class Value>(const char*, ColumnKind, Value& value) { value = Value{3}; });
  EXPECT_EQ(record.epoch, 3);
  EXPECT_EQ(record.valid.sparsity.kl, 3.0);
}

TEST(SetColumn, TakesCountsForCountsOnly) {
  double number = 0;
  EXPECT_TRUE(set_column(number, -1.5));
  EXPECT_EQ(number, -1.5);
  std::int64_t count = 7;
  for (const double cell : {-1.0, std::nan(""), 1e300}) EXPECT_FALSE(set_column(count, cell));
  EXPECT_EQ(count, 7);
  EXPECT_TRUE(set_column(count, 9e15));
  EXPECT_EQ(count, 9'000'000'000'000'000);
}

/// Epochs with these validation errors, numbered from 1.
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

TEST(BestEpoch, IsTheEarliestOnATie) {
  EXPECT_EQ(best_epoch(history_of({0.5, 0.2, 0.2, 0.3, 0.2})).epoch, 2);
}

// topk with --k_start: the error is lower with more active units.
TEST(BestEpoch, HasAsManyActiveUnitsAsTheLastEpoch) {
  std::vector<EpochRecord> history = history_of({0.1, 0.2, 0.5, 0.4, 0.45});
  const std::vector<std::int64_t> kept = {100, 60, 25, 25, 25};
  for (std::size_t i = 0; i < history.size(); ++i) history[i].kept = kept[i];
  EXPECT_EQ(best_epoch(history).epoch, 4);
  history.resize(2);
  EXPECT_EQ(best_epoch(history).epoch, 2);
}

TEST(BestEpoch, UsesOnlyTheValidationError) {
  std::vector<EpochRecord> history = history_of({0.2, 0.3});
  history[1].train.loss = -1;
  history[1].valid.fvu = -1;
  EXPECT_EQ(best_epoch(history).epoch, 1);
}

}  // namespace
}  // namespace sae::train
