// SPDX-License-Identifier: MIT
// Tests of headings and axes.
#include "picture/chart.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

namespace sae::picture {
namespace {

/// Whether a pixel in columns [x0, x1) and rows [y0, y1) is not white.
bool has_ink(const format::Image& image, int x0, int x1, int y0, int y1) {
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      if (image.pixels[3 * static_cast<std::size_t>(y * image.width + x)] != 255) return true;
    }
  }
  return false;
}

TEST(DrawHeading, ShrinksLinesThatAreTooLong) {
  Canvas canvas(blank_image(400, 120, kWhite));
  const std::string line = "a line that is a little too long for its place";
  draw_heading(canvas, {line, {"short", line}}, 400);
  const format::Image image = std::move(canvas).finish();
  EXPECT_TRUE(has_ink(image, 36, 360, 20, 50)) << "the title";
  EXPECT_TRUE(has_ink(image, 36, 100, 62, 84)) << "the first line of the caption";
  EXPECT_TRUE(has_ink(image, 300, 365, 90, 112)) << "the second";
  EXPECT_FALSE(has_ink(image, 366, 400, 50, 120)) << "the margin";
  EXPECT_EQ(heading_height({"short", line}) - heading_height({}), 56);
}

TEST(PlotArea, PlacesValuesAndSplitsAtMissingOnes) {
  const PlotArea area{100, 200, 10, 60, {}, {}};
  const Point point = area.place(0.25, 0.2);
  EXPECT_DOUBLE_EQ(point.x, 125);
  EXPECT_DOUBLE_EQ(point.y, 50);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto runs = area.stretches({nan, 0, 0.5, 0.6, 1}, {0, 0, 1, nan, 1});
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].size(), 2U);
  EXPECT_DOUBLE_EQ(runs[1].at(0).x, 200);
  EXPECT_TRUE(area.stretches({nan}, {nan}).empty());
}

TEST(WidestTick, MeasuresTheLabelsOfAnAxis) {
  const Axis axis = index_axis(3, {"i", "wide label", "ii"});
  EXPECT_DOUBLE_EQ(widest_tick(axis, 20), text_width("wide label", 20));
  EXPECT_EQ(widest_tick({}, 20), 0);
}

TEST(DrawAxes, LabelsEveryNthTickOfTheXAxis) {
  PlotArea area{50, 250, 10, 60, index_axis(2, {"first", "second"}), {}};
  const auto drawn = [&](const AxesStyle& style) {
    Canvas canvas(blank_image(300, 120, kWhite));
    draw_axes(canvas, area, style);
    return std::move(canvas).finish();
  };
  const format::Image all = drawn({.text_size = 16}), first = drawn({.text_size = 16, .x_step = 2});
  EXPECT_TRUE(has_ink(all, 60, 140, 68, 90));
  EXPECT_TRUE(has_ink(all, 160, 240, 68, 90));
  EXPECT_TRUE(has_ink(first, 60, 140, 68, 90));
  EXPECT_FALSE(has_ink(first, 160, 240, 68, 90));
  EXPECT_FALSE(has_ink(drawn({.x_texts = AxesStyle::XTexts::kNone}), 0, 300, 64, 120));
}

}  // namespace
}  // namespace sae::picture
