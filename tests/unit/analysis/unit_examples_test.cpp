// SPDX-License-Identifier: MIT
// Tests of the rows that show what a unit responds to.
#include "analysis/unit_examples.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

using Rows = std::vector<std::int64_t>;

/// One sigmoid unit whose code in row i is i/1000, for 1000 rows.
UnitCodes rising_codes() {
  return {(at::arange(1000, at::kFloat) / 1000).unsqueeze(0),
          at::tensor({500, 499, 498, 497, 496, 495, 494, 493}, at::kLong).unsqueeze(0),
          {model::Activation::kSigmoid, train::CodeScale::kSize}};
}

TEST(FindExamples, RanksTheStrongestRows) {
  const UnitExamples examples = find_examples(rising_codes(), 0, 0.25, 1);
  ASSERT_EQ(examples.strongest.size(), kStrongestRows);
  EXPECT_EQ(examples.strongest.front(), 999);
  EXPECT_EQ(examples.strongest.back(), 980);
}

// Rows 251 to 999 are above rest: 749. The highest hundredth are 7 of them, the half from 626.
TEST(FindExamples, DrawsFromBandsOfQuantiles) {
  const UnitExamples examples = find_examples(rising_codes(), 0, 0.25, 1);
  ASSERT_EQ(examples.bands.size(), 5U);
  EXPECT_EQ(examples.bands[0].high, 1);
  EXPECT_EQ(examples.bands[0].low, 0.99);
  for (const std::int64_t row : examples.bands[0].rows) EXPECT_GE(row, 993);
  EXPECT_EQ(examples.bands[4].low, 0);
  for (const std::int64_t row : examples.bands[4].rows) {
    EXPECT_GT(row, 250);
    EXPECT_LT(row, 626);
  }
  for (const Band& band : examples.bands) EXPECT_EQ(band.rows.size(), kRowsOfBand);
}

TEST(FindExamples, DrawsActiveRowsBySeed) {
  const Rows drawn = find_examples(rising_codes(), 0, 0, 1).active;
  EXPECT_EQ(drawn.size(), kDrawnRows);
  EXPECT_GT(*std::ranges::min_element(drawn), 500);
  EXPECT_EQ(find_examples(rising_codes(), 0, 0, 1).active, drawn);
  EXPECT_NE(find_examples(rising_codes(), 0, 0, 2).active, drawn);
}

TEST(FindExamples, CountsCodesInBinsOfEqualWidth) {
  const UnitExamples examples = find_examples(rising_codes(), 0, 0, 1);
  EXPECT_EQ(examples.histogram.size(), kHistogramBins);
  EXPECT_EQ(std::accumulate(examples.histogram.begin(), examples.histogram.end(), 0), 1000);
  EXPECT_NEAR(static_cast<double>(examples.histogram[20]), 25, 1);
}

// All three rows are active, so none is a near miss, and equal codes are all in the first bin.
TEST(FindExamples, HandlesUnitsThatAreAlwaysActive) {
  const UnitCodes codes = {at::full({1, 3}, 0.75F),
                           at::tensor({0, 1, 2}, at::kLong).unsqueeze(0),
                           {model::Activation::kSigmoid, train::CodeScale::kSize}};
  const UnitExamples examples = find_examples(codes, 0, 0.75, 1);
  EXPECT_TRUE(examples.near_misses.empty());
  EXPECT_TRUE(examples.strongest.empty());
  EXPECT_TRUE(examples.bands.empty());
  EXPECT_EQ(examples.active, (Rows{0, 1, 2}));
  EXPECT_EQ(examples.histogram[0], 3);
}

}  // namespace
}  // namespace sae::analysis
