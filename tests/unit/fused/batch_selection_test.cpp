// SPDX-License-Identifier: MIT
// Tests of choosing the largest values of a batch.
#include "fused/batch_selection.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace sae::fused {
namespace {

constexpr Index kUnits = 3;

/// Rows of three codes; the first thread has the first `divided` rows.
struct Rows {
  std::vector<double> codes;
  Index divided;
  Index count() const { return static_cast<Index>(codes.size()) / kUnits; }
  base::Block of(int rank) const {
    return rank == 0 ? base::Block{0, divided} : base::Block{divided, count()};
  }
};

void collect(BatchSelection<double>& selection, const Rows& rows, double bound) {
  for (const int rank : {0, 1}) {
    selection.collect(rows.codes.data(), rows.of(rank), kUnits, bound, rank);
  }
}

/// The chosen entries as "row.unit ".
std::string chosen(BatchSelection<double>& selection, const Rows& rows) {
  std::string text;
  for (const int rank : {0, 1}) {
    ActiveUnits<double> entries;
    for (Index row = rows.of(rank).begin; row < rows.of(rank).end; ++row) {
      selection.choose(row, entries, rank);
    }
    for (std::size_t at = 0; at < static_cast<std::size_t>(entries.count); ++at) {
      const auto place = static_cast<std::size_t>(entries.rows[at] * kUnits + entries.units[at]);
      EXPECT_EQ(entries.values[at], rows.codes[place]);
      text += std::to_string(entries.rows[at]) + "." + std::to_string(entries.units[at]) + " ";
    }
  }
  return text;
}

const Rows kFourRows = {{5, 0, 1, 0, 0, 0, 3, 4, 2, 0, 6, 0}, 2};

TEST(BatchSelection, ChoosesTheLargestOfAllRows) {
  BatchSelection<double> selection(2);
  collect(selection, kFourRows, 0);
  EXPECT_FALSE(selection.lacks(4));
  selection.decide(4);
  EXPECT_EQ(chosen(selection, kFourRows), "0.0 2.0 2.1 3.1 ");
  EXPECT_EQ(selection.least(), 3);
  EXPECT_GT(selection.guess(), 0);
  EXPECT_LT(selection.guess(), 3);
}

TEST(BatchSelection, ChoosesAllPositiveValuesIfThereAreTooFew) {
  BatchSelection<double> selection(2);
  collect(selection, kFourRows, 0);
  EXPECT_FALSE(selection.lacks(8));
  selection.decide(8);
  EXPECT_EQ(chosen(selection, kFourRows), "0.0 0.2 2.0 2.1 2.2 3.1 ");
  EXPECT_EQ(selection.least(), 1);
  EXPECT_EQ(selection.guess(), 0);
}

// Of the four twos, three have a place: the earlier rows, and in a row the lower index.
TEST(BatchSelection, PrefersEarlierRowsAndLowerUnitsOnTies) {
  for (const Index divided : {0, 1, 2, 3}) {
    const Rows rows = {{2, 0, 2, 9, 2, 0, 0, 0, 2}, divided};
    BatchSelection<double> selection(2);
    collect(selection, rows, 0);
    selection.decide(4);
    EXPECT_EQ(chosen(selection, rows), "0.0 0.2 1.0 1.1 ") << divided;
  }
}

TEST(BatchSelection, LacksValuesBelowTheBoundOnly) {
  BatchSelection<double> selection(2);
  collect(selection, kFourRows, 3.5);
  EXPECT_FALSE(selection.lacks(3));
  EXPECT_TRUE(selection.lacks(4));
  selection.decide(3);
  EXPECT_EQ(chosen(selection, kFourRows), "0.0 2.1 3.1 ");
}

TEST(BatchSelection, KeepsNothingOfABatchWithoutPositiveValues) {
  const Rows rows = {{0, 0, 0, 0, 0, 0}, 1};
  BatchSelection<double> selection(2);
  collect(selection, rows, 0);
  selection.decide(2);
  EXPECT_EQ(chosen(selection, rows), "");
  EXPECT_EQ(selection.least(), 0);
}

TEST(BatchSelection, IsSpoiltByNan) {
  Rows rows = kFourRows;
  rows.codes[4] = std::numeric_limits<double>::quiet_NaN();
  BatchSelection<double> selection(2);
  collect(selection, rows, 0);
  selection.decide(4);
  ActiveUnits<double> entries;
  selection.choose(2, entries, 1);
  ASSERT_EQ(entries.count, 1);
  EXPECT_TRUE(std::isnan(entries.values[0]));
}

}  // namespace
}  // namespace sae::fused
