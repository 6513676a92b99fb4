// SPDX-License-Identifier: MIT
// Tests of the statistics of columns.
#include "data/column_summary.h"

#include <ATen/ops/arange.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/tensors.h"

namespace sae::data {
namespace {

using Values = std::vector<double>;

TEST(ColumnSummary, LeavesMissingValuesOut) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const ColumnSummary summary =
      summarize_columns(test::matrix({{1, nan, -5}, {nan, nan, 3}, {4, nan, 2}}));
  EXPECT_EQ(test::integers(summary.missing), (std::vector<std::int64_t>{1, 3, 0}));
  const Values low = test::values(summary.low), high = test::values(summary.high),
               mean = test::values(summary.mean);
  EXPECT_EQ(low[0], 1);
  EXPECT_EQ(high[0], 4);
  EXPECT_EQ(mean[0], 2.5);
  EXPECT_TRUE(std::isnan(low[1]) && std::isnan(high[1]) && std::isnan(mean[1]));
  EXPECT_EQ(low[2], -5);
  EXPECT_EQ(mean[2], 0);
}

TEST(ColumnSummary, CoversAllRows) {
  // More values than one chunk holds.
  const std::int64_t rows = 3'000'000;
  const ColumnSummary summary = summarize_columns(at::arange(rows, at::kFloat).reshape({rows, 1}));
  EXPECT_EQ(test::values(summary.low), (Values{0}));
  EXPECT_EQ(test::values(summary.high), (Values{2'999'999}));
  EXPECT_EQ(test::values(summary.mean), (Values{1'499'999.5}));
}

TEST(ColumnSummary, ReadsBytes) {
  const ColumnSummary summary = summarize_columns(test::matrix({{0, 255}, {10, 5}}).to(at::kByte));
  EXPECT_EQ(test::values(summary.high), (Values{10, 255}));
  EXPECT_EQ(test::values(summary.mean), (Values{5, 130}));
}

}  // namespace
}  // namespace sae::data
