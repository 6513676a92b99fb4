// SPDX-License-Identifier: MIT
// Tests of labels beside a chart.
#include "picture/end_labels.h"

#include <gtest/gtest.h>

#include <utility>

namespace sae::picture {
namespace {

using Places = std::vector<double>;

TEST(Spread, LeavesPositionsThatAreApart) {
  EXPECT_EQ(spread({10, 40, 90}, 30, 0, 100), (Places{10, 40, 90}));
  EXPECT_EQ(spread({50}, 30, 0, 100), Places{50});
  EXPECT_EQ(spread({}, 30, 0, 100), Places{});
}

// 50 and 54 move by 13 each. 50, 54 and 55 keep their mean, 53.
TEST(Spread, MovesNeighboursApartAroundTheirMean) {
  EXPECT_EQ(spread({50, 54}, 30, 0, 100), (Places{37, 67}));
  EXPECT_EQ(spread({50, 54, 55}, 30, 0, 100), (Places{23, 53, 83}));
  // The first pair would move to 35 and 65, so that the third touches it and joins: mean 60.
  EXPECT_EQ(spread({50, 50, 80}, 30, 0, 100), (Places{30, 60, 90}));
}

TEST(Spread, KeepsPositionsInside) {
  EXPECT_EQ(spread({95, 99}, 30, 0, 100), (Places{70, 100}));
  EXPECT_EQ(spread({-20, 10}, 30, 0, 100), (Places{0, 30}));
  EXPECT_EQ(spread({120}, 30, 0, 100), Places{100});
}

TEST(Spread, SpacesEvenlyWithoutRoom) {
  EXPECT_EQ(spread({1, 2, 3, 4, 5}, 30, 0, 100), (Places{0, 25, 50, 75, 100}));
}

// Two labels whose curves end at the same point: the texts are 72 pixels apart, both right of it.
TEST(DrawEndLabels, DrawsTextsOfEqualEndsApart) {
  Canvas canvas(blank_image(400, 300, kWhite));
  const PlotArea area{50, 250, 20, 280, {}, {}};
  const Colour red{255, 0, 0}, blue{0, 0, 255};
  draw_end_labels(canvas, area,
                  {{"HHH", "11", {240, 150}, red, red}, {"HHH", "11", {240, 150}, blue, blue}}, {},
                  400);
  const format::Image image = std::move(canvas).finish();
  const auto ink = [&](Colour colour, int top, int bottom) {
    int count = 0;
    for (int y = top; y < bottom; ++y) {
      for (int x = 276; x < 400; ++x) {
        const auto at = 3 * static_cast<std::size_t>(y * image.width + x);
        count += image.pixels[at] == colour.red && image.pixels[at + 1] == 0 &&
                 image.pixels[at + 2] == colour.blue;
      }
    }
    return count;
  };
  EXPECT_GT(ink(red, 78, 150), 50);
  EXPECT_EQ(ink(red, 150, 300), 0);
  EXPECT_GT(ink(blue, 150, 222), 50);
  EXPECT_EQ(ink(blue, 0, 150), 0);
}

}  // namespace
}  // namespace sae::picture
