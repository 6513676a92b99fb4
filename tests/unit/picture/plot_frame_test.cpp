// SPDX-License-Identifier: MIT
// Tests of the frame of a chart of several runs.
#include "picture/plot_frame.h"

#include <gtest/gtest.h>

#include <utility>

namespace sae::picture {
namespace {

std::vector<std::string> tick_labels(const Axis& axis) {
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks) labels.push_back(tick.label);
  return labels;
}

FrameTexts texts_with(const std::string& caption) { return {"A title", caption, "x", "y"}; }

TEST(FittingXAxis, HasFewerTicksWhereLessFit) {
  const std::vector<double> values{10000, 95000};
  const Axis wide = fitting_x_axis(values, AxisKind::kLinear, 1000);
  const Axis narrow = fitting_x_axis(values, AxisKind::kLinear, 300);
  EXPECT_GT(wide.ticks.size(), narrow.ticks.size());
  // Five digits of 25 pixels are about 80 pixels wide, with a gap of 16.
  EXPECT_LE(narrow.ticks.size(), 4U);
  EXPECT_GE(narrow.ticks.size(), 2U);
}

TEST(FittingXAxis, ChoosesTheAxisByItsKind) {
  EXPECT_EQ(fitting_x_axis({1, 512}, AxisKind::kValues, 900).scale, Scale::kLog);
  EXPECT_EQ(fitting_x_axis({1, 512}, AxisKind::kLinear, 900).scale, Scale::kLinear);
  EXPECT_EQ(fitting_x_axis({40, 50}, AxisKind::kFromZero, 900).low, 0);
  EXPECT_EQ(tick_labels(fitting_x_axis({1, 2, 3}, AxisKind::kEpochs, 900)),
            (std::vector<std::string>{"1", "2", "3"}));
}

TEST(PlotFrame, MakesRoomForCaptionAndLegend) {
  const FrameValues values{{1, 2}, {1, 2}, AxisKind::kLinear};
  const auto top = [&](const std::string& caption, const std::vector<ColourMeaning>& legend) {
    return PlotFrame(texts_with(caption), legend, values, 1100).area().top;
  };
  const double one_line = top("short", {});
  std::string long_caption;
  for (int i = 0; i < 40; ++i) long_caption += "words ";
  EXPECT_NEAR(top(long_caption, {}), one_line + 2 * 22 * 4 / 3.0, 0.1) << "three lines";
  EXPECT_GT(top("short", {{"a", kBlack}}), one_line + 20);
  const std::vector<ColourMeaning> many(20, {"rho 0.05", kBlack});
  EXPECT_NEAR(top("short", many), top("short", {{"a", kBlack}}) + 2 * 32, 0.1) << "three rows";
}

TEST(PlotFrame, LeavesRoomForWideTickLabels) {
  const PlotFrame narrow(texts_with(""), {}, {{1, 2}, {1, 2}}, 1100);
  const PlotFrame wide(texts_with(""), {}, {{1, 2}, {1e-7, 1.0001e-7}}, 1100);
  EXPECT_EQ(narrow.area().left, 120);
  EXPECT_GT(wide.area().left, 150);
  EXPECT_EQ(wide.area().right, 1100);
}

TEST(PlotFrame, DrawsSwatchesOfTheLegend) {
  const Colour red{250, 10, 20};
  const PlotFrame frame(texts_with("caption"), {{"first", red}, {"second", red}}, {{1, 2}, {1, 2}},
                        1100);
  Canvas canvas(blank_image(kFrameWidth, kFrameHeight, kWhite));
  frame.draw(canvas);
  const format::Image image = std::move(canvas).finish();
  int count = 0;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    count += image.pixels[i] == 250 && image.pixels[i + 1] == 10 && image.pixels[i + 2] == 20;
  }
  // Two circles 18 pixels across have 2·π·81 = 509 pixels, of which those at the edge are mixed.
  EXPECT_GT(count, 400);
  EXPECT_LT(count, 509);
}

}  // namespace
}  // namespace sae::picture
