// SPDX-License-Identifier: MIT
// Tests of the loss plot.
#include "picture/loss_plot.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "base/error.h"

namespace sae::picture {
namespace {

using Rgb = std::array<int, 3>;
constexpr Rgb kTrainBlue{0, 114, 178};
constexpr Rgb kValVermillion{213, 94, 0};
constexpr Rgb kPenaltyGreen{0, 128, 96};
constexpr Rgb kRevivedPink{204, 121, 167};
constexpr double kPlotNan = std::numeric_limits<double>::quiet_NaN();

// Pixels of exactly this colour in columns [x0, x1) and rows [y0, y1).
int count_colour(const format::Image& image, const Rgb& colour, int x0 = 0, int x1 = 1200,
                 int y0 = 0, int y1 = 900) {
  int count = 0;
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      const auto at = 3 * static_cast<std::size_t>(y * image.width + x);
      const Rgb found{image.pixels[at], image.pixels[at + 1], image.pixels[at + 2]};
      count += found == colour ? 1 : 0;
    }
  }
  return count;
}

// Inside the panels, where only curves and leader lines have colours.
constexpr int kInsideLeft = 140;
constexpr int kInsideRight = 950;

LossCurves falling_curves(int epochs, int first = 1) {
  LossCurves curves;
  curves.title = "784-512-784, KL";
  curves.penalty_name = "KL";
  for (int i = 1; i <= epochs; ++i) {
    curves.epochs.push_back(first + i - 1);
    curves.val_mse.push_back(0.009 + 0.016 / i);
    curves.train_mse.push_back(0.008 + 0.030 / i);
    curves.weighted_penalty.push_back(0.002 + 0.003 / i);
  }
  return curves;
}

TEST(LossPlot, DrawsAllSeriesInTheirColours) {
  for (const int epochs : {1, 2, 25, 400}) {
    const format::Image image = draw_loss(falling_curves(epochs));
    EXPECT_EQ(image.width, 1200);
    EXPECT_EQ(image.height, 900);
    EXPECT_EQ(image.channels, 3);
    EXPECT_GT(count_colour(image, kTrainBlue, kInsideLeft, kInsideRight, 0, 600), 150) << epochs;
    EXPECT_GT(count_colour(image, kValVermillion, kInsideLeft, kInsideRight, 0, 600), 100);
    EXPECT_GT(count_colour(image, kPenaltyGreen, kInsideLeft, kInsideRight, 600, 900), 100);
    EXPECT_GT(count_colour(image, {255, 255, 255}), 1200 * 900 * 8 / 10);
  }
}

TEST(LossPlot, OmitsThePenaltyPanelWithoutSparsity) {
  LossCurves curves = falling_curves(10);
  curves.weighted_penalty.clear();
  const format::Image image = draw_loss(curves);
  EXPECT_EQ(count_colour(image, kPenaltyGreen), 0);
  // The errors then use the full height.
  EXPECT_GT(count_colour(image, kTrainBlue, kInsideLeft, kInsideRight, 600, 900), 100);
}

TEST(LossPlot, DrawsDeadUnitsInPlaceOfThePenalty) {
  LossCurves curves = falling_curves(10);
  curves.weighted_penalty.clear();
  curves.dead = {0, 90, 80, 70, 60, 50, 40, 30, 20, 10};
  const auto below = [&](const Rgb& colour) {
    return count_colour(draw_loss(curves), colour, kInsideLeft, kInsideRight, 600, 900);
  };
  EXPECT_GT(below(kPenaltyGreen), 100);
  EXPECT_EQ(below(kRevivedPink), 0);
  curves.revived = {0, 0, 9, 9, 9, 9, 9, 9, 9, 9};
  EXPECT_GT(below(kRevivedPink), 100);
  curves.revived.pop_back();
  EXPECT_THROW(draw_loss(curves), Error);
}

TEST(LossPlot, DrawsOneEpochAsAMarkerInTheMiddle) {
  const format::Image image = draw_loss(falling_curves(1));
  EXPECT_EQ(count_colour(image, kTrainBlue, kInsideLeft, 520), 0);
  EXPECT_GT(count_colour(image, kTrainBlue, 520, 570), 200);
}

TEST(LossPlot, LeavesAGapForValuesThatCannotBeShown) {
  LossCurves curves = falling_curves(3);
  for (auto* values : {&curves.train_mse, &curves.val_mse, &curves.weighted_penalty}) {
    (*values)[1] = kPlotNan;
  }
  const format::Image image = draw_loss(curves);
  // The second of three epochs is near x = 543; nothing is drawn around it.
  for (const Rgb& colour : {kTrainBlue, kValVermillion, kPenaltyGreen}) {
    EXPECT_EQ(count_colour(image, colour, 200, 880), 0);
    EXPECT_GT(count_colour(image, colour, 880, 966), 20);
  }
}

TEST(LossPlot, DrawsAnyValues) {
  const double infinity = std::numeric_limits<double>::infinity();
  LossCurves curves = falling_curves(6, 38);
  curves.train_mse = {0, -1, kPlotNan, infinity, 1e300, 1e-320};
  curves.val_mse = {1e-6, 2e-6, 1e-7, 0, -infinity, kPlotNan};
  curves.weighted_penalty.assign(6, kPlotNan);
  curves.title = std::string(300, 'x') + "#d \xff";
  const format::Image image = draw_loss(curves);
  EXPECT_GT(count_colour(image, kTrainBlue), 100);
}

TEST(LossPlot, DrawsWithoutValidation) {
  LossCurves curves = falling_curves(5);
  curves.val_mse.clear();
  const format::Image image = draw_loss(curves);
  EXPECT_EQ(count_colour(image, kValVermillion), 0);
  EXPECT_GT(count_colour(image, kTrainBlue), 500);
}

TEST(LossPlot, ReportsTheLastAndTheBestError) {
  LossCurves curves;
  curves.epochs = {1, 2, 3, 4};
  curves.val_mse = {0.004, 0.007, 0.005, 0.006};
  curves.best = 0;
  EXPECT_EQ(describe_result(curves),
            "last validation MSE 0.00600 (epoch 4), lowest 0.00400 (epoch 1)");
  curves.best = 2;
  EXPECT_EQ(describe_result(curves),
            "last validation MSE 0.00600 (epoch 4), lowest 0.00500 (epoch 3)");
  curves.best = 3;
  EXPECT_EQ(describe_result(curves), "last validation MSE 0.00600 (epoch 4)");
}

TEST(LossPlot, RefusesListsOfDifferentLengths) {
  LossCurves curves = falling_curves(5);
  curves.val_mse.pop_back();
  EXPECT_THROW(draw_loss(curves), Error);
  EXPECT_THROW(draw_loss(LossCurves{}), Error);
  LossCurves odd = falling_curves(2);
  odd.epochs[1] = kPlotNan;
  EXPECT_THROW(draw_loss(odd), Error);
}

TEST(LossPlot, DrawsTheSamePictureEachTime) {
  EXPECT_EQ(draw_loss(falling_curves(5)).pixels, draw_loss(falling_curves(5)).pixels);
}

}  // namespace
}  // namespace sae::picture
