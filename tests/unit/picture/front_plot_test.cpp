// SPDX-License-Identifier: MIT
// Tests of the plot with the Pareto front.
#include "picture/front_plot.h"

#include <gtest/gtest.h>

#include "picture/palette.h"
#include "support/failure.h"

namespace sae::picture {
namespace {

/// Pixels of exactly this colour.
int count_pixels(const format::Image& image, Colour colour) {
  int count = 0;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    count += image.pixels[i] == colour.red && image.pixels[i + 1] == colour.green &&
             image.pixels[i + 2] == colour.blue;
  }
  return count;
}

FrontPlot two_points() {
  FrontPlot plot;
  plot.texts = {"Error against units", "Lower left is better.", "units", "error"};
  plot.points.push_back({"runs/a", 10, 0.5});
  plot.points.push_back({"runs/b", 20, 0.2});
  return plot;
}

// A marker on the front is a circle 20 pixels across: 314 pixels, and its swatch in the legend, 18
// pixels across, 254; those at the edges are mixed with white.
TEST(DrawFront, FillsPointsOnTheFrontAndPalesOthers) {
  FrontPlot plot = two_points();
  const format::Image both = draw_front(plot);
  EXPECT_EQ(both.width, 1200);
  EXPECT_EQ(both.height, 900);
  EXPECT_GT(count_pixels(both, kOkabeIto[0]), 450);
  EXPECT_GT(count_pixels(both, kOkabeIto[1]), 450);
  plot.points[1] = {"runs/b", 20, 0.6};
  const format::Image beaten = draw_front(plot);
  EXPECT_GT(count_pixels(beaten, kOkabeIto[0]), 450);
  EXPECT_LT(count_pixels(beaten, kOkabeIto[1]), 254) << "only in the legend";
}

TEST(DrawFront, FollowsTheDirectionOfTheXAxis) {
  FrontPlot plot = two_points();
  plot.x_kind = AxisKind::kLinear;
  plot.x_better = analysis::Better::kHigher;
  const format::Image image = draw_front(plot);
  EXPECT_LT(count_pixels(image, kOkabeIto[0]), 254) << "fewer and worse";
  EXPECT_GT(count_pixels(image, kOkabeIto[1]), 450);
}

TEST(DrawFront, DrawsWhiskersAndMembersOfGroups) {
  FrontPlot plot = two_points();
  const int alone = count_pixels(draw_front(plot), kOkabeIto[0]);
  plot.points[0].y_deviation = 0.1;
  plot.points[0].x_deviation = 0.5;
  const int with_whiskers = count_pixels(draw_front(plot), kOkabeIto[0]);
  EXPECT_GT(with_whiskers, alone + 50);
  const format::Image before = draw_front(plot);
  plot.points[0].member_xs = {9.5, 10.5};
  plot.points[0].member_ys = {0.6, 0.4};
  EXPECT_NE(draw_front(plot).pixels, before.pixels);
}

// A whisker that reaches below 0 keeps the axis logarithmic and is cut.
TEST(DrawFront, DrawsAnyPoints) {
  FrontPlot plot = two_points();
  plot.points[0].y_deviation = 0.9;
  plot.points.push_back({"", 1000, 0});
  plot.points.push_back({std::string(300, 'x') + "\xff", 0, 7});
  for (int i = 0; i < 40; ++i)
    plot.points.push_back({"runs/" + std::to_string(i), 30.0 - i / 2.0, 0.01 * i});
  EXPECT_EQ(draw_front(plot).channels, 3);
  plot.points.resize(1);
  EXPECT_GT(count_pixels(draw_front(plot), kOkabeIto[0]), 200);
}

TEST(DrawFront, RefusesNoPoints) {
  EXPECT_EQ(test::failure([] { draw_front({}); }),
            "1: front: expected at least one point, found none");
}

}  // namespace
}  // namespace sae::picture
