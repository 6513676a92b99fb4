// SPDX-License-Identifier: MIT
// Tests of histograms.
#include "picture/histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "support/failure.h"

namespace sae::picture {
namespace {

TEST(CountBins, ReturnsTheShareOfEachGroupsValues) {
  // A linear axis from .92 to 2.08: bins of 1.16/60.
  const Bins bins = count_bins({{"a", {1, 1, 1, 2}}, {"b", {1.45}}, {"c", {}}});
  ASSERT_EQ(bins.edges.size(), 61U);
  EXPECT_NEAR(bins.edges.front(), 0.92, 1e-12);
  EXPECT_NEAR(bins.edges.back(), 2.08, 1e-12);
  const auto bin_of = [](double value) {
    return static_cast<std::size_t>((value - 0.92) / 1.16 * 60);
  };
  EXPECT_EQ(bins.shares[0][bin_of(1)], 0.75);
  EXPECT_EQ(bins.shares[0][bin_of(2)], 0.25);
  EXPECT_EQ(bins.shares[1][bin_of(1.45)], 1);
  EXPECT_EQ(std::accumulate(bins.shares[2].begin(), bins.shares[2].end(), 0.0), 0);
}

TEST(CountBins, UsesEqualWidthsOnALogAxisAndIgnoresOtherValues) {
  const Bins bins = count_bins({{"a", {0.001, 1, std::numeric_limits<double>::quiet_NaN()}}});
  EXPECT_NEAR(bins.edges[1] / bins.edges[0], bins.edges[60] / bins.edges[59], 1e-9);
  EXPECT_EQ(std::accumulate(bins.shares[0].begin(), bins.shares[0].end(), 0.0), 1);
}

int count_of(const format::Image& image, int red, int green, int blue) {
  int count = 0;
  for (std::size_t at = 0; at < image.pixels.size(); at += 3) {
    const bool same =
        image.pixels[at] == red && image.pixels[at + 1] == green && image.pixels[at + 2] == blue;
    count += same ? 1 : 0;
  }
  return count;
}

TEST(DrawHistogram, DrawsEachGroupAndTheThreshold) {
  Histogram histogram{"errors", "", "error", {{"a", {1, 1.1, 1.2}}, {"b", {2, 2.1}}}, 1.5, "limit"};
  const format::Image image = draw_histogram(histogram);
  EXPECT_EQ(image.width, 1200);
  EXPECT_EQ(image.height, 800);
  EXPECT_GT(count_of(image, 0, 114, 178), 300);
  EXPECT_GT(count_of(image, 213, 94, 0), 300);
  const int dashes = count_of(image, 60, 60, 60);
  EXPECT_GT(dashes, 300);
  // A threshold far outside the axis is drawn at its end.
  histogram.threshold = 1000;
  EXPECT_GT(count_of(draw_histogram(histogram), 60, 60, 60), 300);
}

TEST(DrawHistogram, RefusesNoGroupsAndTooMany) {
  Histogram histogram;
  EXPECT_EQ(test::failure([&] { draw_histogram(histogram); }),
            "1: histogram: expected 1 to 8 groups, found 0");
  histogram.groups.resize(9);
  EXPECT_EQ(test::failure([&] { draw_histogram(histogram); }),
            "1: histogram: expected 1 to 8 groups, found 9");
}

}  // namespace
}  // namespace sae::picture
