// SPDX-License-Identifier: MIT
// Tests of sheets of many small charts.
#include "picture/panels.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"

namespace sae::picture {
namespace {

/// Axes from 0 to 1 without texts, and one series.
Chart bare_chart(const PanelSeries& series) { return {"", {}, {}, {series}}; }

PanelSheet sheet_of(const std::vector<Chart>& charts, int columns) {
  PanelSection section;
  section.columns = columns;
  section.panels = charts;
  return {"", "", {section}};
}

bool is_red(const format::Image& image, int x, int y) {
  const auto at = 3 * static_cast<std::size_t>(y * image.width + x);
  return image.pixels[at] == 255 && image.pixels[at + 1] == 0;
}

constexpr Colour kRed{255, 0, 0};

// Without texts the first panel's plot area begins at x = 36 + 12 and y = 62 + 15 + 30 and is 220 x
// 220; the next is 220 + 12 + 30 pixels to the right.
TEST(DrawPanels, DrawsEachValueAtItsPosition) {
  const PanelSeries dot{{0.5}, {0.25}, {kRed, 12}, PanelSeries::Kind::kPoints};
  const PanelSeries line{{0, 1}, {0.75, 0.75}, {kRed, 5}};
  const format::Image image = draw_panels(sheet_of({bare_chart(line), bare_chart(line)}, 2));
  EXPECT_TRUE(is_red(image, 48 + 110, 107 + 55));
  EXPECT_TRUE(is_red(image, 48 + 262 + 110, 107 + 55));
  EXPECT_FALSE(is_red(image, 48 + 232, 107 + 55)) << "between the two";
  const format::Image points = draw_panels(sheet_of({bare_chart(dot)}, 1));
  const auto at = 3 * static_cast<std::size_t>((107 + 165) * points.width + 48 + 110);
  EXPECT_EQ(points.pixels[at], 255);
  EXPECT_LT(points.pixels[at + 1], 80);
}

TEST(DrawPanels, SkipsValuesThatCannotBeShown) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const PanelSeries broken{{0, 0.4, 0.5, 0.6, 1}, {0.5, 0.5, nan, 0.5, 0.5}, {kRed, 5}};
  const format::Image image = draw_panels(sheet_of({bare_chart(broken)}, 1));
  EXPECT_TRUE(is_red(image, 48 + 44, 107 + 110));
  EXPECT_FALSE(is_red(image, 48 + 110, 107 + 110));
  EXPECT_TRUE(is_red(image, 48 + 176, 107 + 110));
}

TEST(DrawPanels, RefusesASheetWithoutPanels) {
  EXPECT_EQ(test::failure([] { draw_panels({}); }),
            "1: panels: expected at least one in each section");
  EXPECT_EQ(test::failure([] { draw_panels(sheet_of({}, 1)); }),
            "1: panels: expected at least one in each section");
}

TEST(ShortLabel, CutsLongNamesBetweenCharacters) {
  EXPECT_EQ(short_label("worst fractal dimension"), "worst fractal dimension");
  EXPECT_EQ(short_label("abcdefghijklmnopqrstuvwxyz"), "abcdefghijklmnopqrstuvw…");
  EXPECT_EQ(short_label("abcdefghijklmnopqrstuvéé"), "abcdefghijklmnopqrstuv…");
  EXPECT_EQ(short_label("abcdef", 4), "abc…");
}

}  // namespace
}  // namespace sae::picture
