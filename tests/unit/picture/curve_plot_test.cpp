// SPDX-License-Identifier: MIT
// Tests of the plot of a curve for each run.
#include "picture/curve_plot.h"

#include <gtest/gtest.h>

#include <limits>

#include "picture/palette.h"
#include "support/failure.h"

namespace sae::picture {
namespace {

/// Pixels of exactly this colour in columns [left, right).
int pixels_between(const format::Image& image, Colour colour, int left, int right) {
  int count = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = left; x < right; ++x) {
      const auto at = 3 * static_cast<std::size_t>(y * image.width + x);
      count += image.pixels[at] == colour.red && image.pixels[at + 1] == colour.green &&
               image.pixels[at + 2] == colour.blue;
    }
  }
  return count;
}

CurvePlot curves_of(int count) {
  CurvePlot plot;
  plot.texts = {"Error over epochs", "Lower is better.", "epoch", "error"};
  plot.x_kind = AxisKind::kEpochs;
  for (int i = 0; i < count; ++i) {
    RunCurve curve{"runs/" + std::to_string(i), {}, {}};
    for (int epoch = 1; epoch <= 10; ++epoch) {
      curve.xs.push_back(epoch);
      curve.ys.push_back(0.01 + 0.1 * (i + 1) / epoch);
    }
    plot.curves.push_back(curve);
  }
  return plot;
}

// "runs/0" of 21 pixels is about 80 pixels wide, so the axes end at 1060; the labels are behind it.
TEST(DrawCurves, LabelsFewCurvesAtTheirEnds) {
  const format::Image few = draw_curves(curves_of(3));
  EXPECT_EQ(few.width, 1200);
  EXPECT_EQ(few.height, 900);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_GT(pixels_between(few, kOkabeIto[i], 120, 1060), 800) << i;
    EXPECT_GT(pixels_between(few, text_colour(kOkabeIto[i]), 1080, 1200), 100) << i;
  }
  const format::Image many = draw_curves(curves_of(13));
  EXPECT_EQ(pixels_between(many, text_colour(sequential_colour(0)), 1165, 1200), 0);
  EXPECT_GT(pixels_between(many, sequential_colour(0), 120, 1160), 300);
  EXPECT_GT(pixels_between(many, sequential_colour(1), 120, 1160), 300);
}

TEST(DrawCurves, ExplainsSharedColoursByALegend) {
  CurvePlot plot = curves_of(14);
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    plot.curves[i].label = i % 2 == 0 ? "penalty kl, seed " : "penalty l1, seed ";
    plot.curves[i].label += std::to_string(i);
  }
  const format::Image image = draw_curves(plot);
  // Below x = 60 there is only the legend's first swatch.
  EXPECT_GT(pixels_between(image, kOkabeIto[0], 0, 60), 200);
  EXPECT_GT(pixels_between(image, kOkabeIto[1], 120, 1160), 1000);
}

TEST(DrawCurves, DrawsAnyValues) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CurvePlot plot = curves_of(2);
  plot.curves[0].ys = {1, nan, 0.5, 0.4, nan, nan, 0.3, 1e300, -1, 0};
  plot.curves[1].ys.assign(10, nan);
  EXPECT_GT(pixels_between(draw_curves(plot), kOkabeIto[0], 120, 1060), 20);
  plot = curves_of(1);
  plot.curves[0].xs = {3};
  plot.curves[0].ys = {0.5};
  EXPECT_GT(pixels_between(draw_curves(plot), kOkabeIto[0], 120, 1060), 50) << "a marker";
}

TEST(DrawCurves, RefusesNoCurves) {
  EXPECT_EQ(test::failure([] { draw_curves({}); }), "1: curves: expected at least one, found none");
}

}  // namespace
}  // namespace sae::picture
