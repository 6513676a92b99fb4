// SPDX-License-Identifier: MIT
// Tests of the validation split.
#include "data/division.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using Places = std::vector<std::int64_t>;

RowParts parts_of(std::int64_t rows, std::optional<double> valid, std::int64_t window = 1) {
  config::DataConfig config;
  config.valid = valid;
  return divide_rows(config, rows, window, "t.csv");
}

std::string refusal(std::int64_t rows, std::optional<double> valid, std::int64_t window = 1) {
  return test::failure([&] { parts_of(rows, valid, window); });
}

Places range(std::int64_t first, std::int64_t end) {
  Places places(static_cast<std::size_t>(end - first));
  std::iota(places.begin(), places.end(), first);
  return places;
}

TEST(DivideRows, PutsEachRowInOnePartInFileOrder) {
  const RowParts parts = parts_of(100, std::nullopt);
  Places train = test::integers(parts.train);
  const Places valid = test::integers(parts.valid);
  EXPECT_EQ(valid.size(), 10U);
  EXPECT_TRUE(std::ranges::is_sorted(train));
  EXPECT_TRUE(std::ranges::is_sorted(valid));
  EXPECT_NE(valid, range(0, 10));
  train.insert(train.end(), valid.begin(), valid.end());
  std::ranges::sort(train);
  EXPECT_EQ(train, range(0, 100));
}

TEST(DivideRows, SplitsWindowsByTimeWithoutOverlap) {
  // Windows of 3 rows begin at rows 0 to 21. The last five begin at 17, so training windows end at
  // 16.
  const RowParts parts = parts_of(22, 5, 3);
  EXPECT_EQ(test::integers(parts.train), range(0, 15));
  EXPECT_EQ(test::integers(parts.valid), range(17, 22));
  EXPECT_EQ(refusal(7, 5, 3),
            "3: t.csv: expected at least 8 windows, of which the last 5 validate and 2 overlap "
            "both parts, found 7");
  EXPECT_EQ(refusal(8, 5, 3), "no error");
}

TEST(DivideRows, ReportsTheRequiredNumberOfRows) {
  EXPECT_EQ(refusal(4, std::nullopt),
            "3: t.csv: expected at least 5 rows (some of them validate), found 4");
  EXPECT_EQ(refusal(1, 1.0), "3: t.csv: expected at least 2 rows (some of them validate), found 1");
  EXPECT_EQ(test::integers(parts_of(5, std::nullopt).valid).size(), 1U);
  EXPECT_EQ(test::integers(parts_of(2, 1).valid).size(), 1U);
}

TEST(DivideRows, RefusesToValidateOnNoRowOrAllRows) {
  const std::string expected = "2: --valid: expected 1 to 19 of the 20 training rows, found ";
  EXPECT_EQ(refusal(20, 20), expected + "20");
  EXPECT_EQ(refusal(20, 1000), expected + "1000");
  EXPECT_EQ(refusal(20, 0.02), expected + "0");
  EXPECT_EQ(refusal(20, 0.99), expected + "20");
  EXPECT_EQ(refusal(20, 19), "no error");
}

}  // namespace
}  // namespace sae::data
