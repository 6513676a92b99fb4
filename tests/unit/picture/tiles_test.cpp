// SPDX-License-Identifier: MIT
// Tests of small images.
#include "picture/tiles.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::picture {
namespace {

TEST(ToTiles, ConvertsRowsToImages) {
  const Tiles tiles = to_tiles(test::matrix({{0, 0.25, 0.5, 1, 2, 3}, {6, 5, 4, 3, 2, 1}}), {2, 3});
  EXPECT_EQ(tiles.count, 2);
  EXPECT_EQ(tiles.height, 2);
  EXPECT_EQ(tiles.width, 3);
  EXPECT_EQ(tiles.values, (std::vector<float>{0, 0.25F, 0.5F, 1, 2, 3, 6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(values_per_tile(tiles), 6U);
}

TEST(AroundGrey, ScalesEachRowByItsLargestSize) {
  const at::Tensor scaled = around_grey(test::matrix({{-2, 0, 1}, {0, 0, 0}}));
  EXPECT_EQ(test::values(scaled), (std::vector<double>{0, 0.5, 0.75, 0.5, 0.5, 0.5}));
}

TEST(CheckTiles, RefusesNoTilesAndTheWrongNumberOfValues) {
  EXPECT_EQ(test::failure([] { check_tiles({1, 1, 2, 1, {0, 0}}, "x"); }), "no error");
  EXPECT_EQ(test::failure([] {
              check_tiles({0, 1, 1, 1, {}}, "x");
            }),
            "1: x: expected tiles of 1 or 3 channels, found 0 of 1 x 1 x 1");
  EXPECT_EQ(test::failure([] {
              check_tiles({1, 1, 2, 1, {0}}, "x");
            }),
            "1: x: expected 2 values, found 1");
}

// By hand: 2 x 5 reduced to a longer side of 2 is 1 x 2; its left pixel is the mean of two columns,
// its right one of three.
TEST(Shrink, AveragesTheAreaOfEachPixel) {
  const Tiles tiles{2, 2, 5, 1, {1, 2, 3, 4, 5, 3, 4, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0}};
  const Tiles small = shrink(tiles, 2);
  EXPECT_EQ(small.count, 2);
  EXPECT_EQ(small.height, 1);
  EXPECT_EQ(small.width, 2);
  EXPECT_EQ(small.values, (std::vector<float>{2.5, 5, 0, 1}));
}

TEST(Shrink, KeepsColoursSeparateAndSmallTilesUnchanged) {
  const Tiles tiles{1, 1, 2, 3, {1, 2, 3, 3, 4, 9}};
  EXPECT_EQ(shrink(tiles, 1).values, (std::vector<float>{2, 3, 6}));
  EXPECT_EQ(shrink(tiles, 2).values, tiles.values);
}

TEST(Enlargement, LimitsTheLongerSide) {
  EXPECT_EQ(enlargement({1, 28, 28, 1, {}}, 112), 4);
  EXPECT_EQ(enlargement({1, 2, 50, 1, {}}, 112), 2);
  EXPECT_EQ(enlargement({1, 300, 1, 1, {}}, 112), 1);
}

TEST(PasteTile, DrawsEachValueAsASquare) {
  format::Image image{4, 3, 3, std::vector<std::uint8_t>(36, 9)};
  const Tiles tiles{2, 1, 1, 3, {0, 0, 0, 1, 0.2F, 0}};
  paste_tile(image, tiles, 1, 1, 1, 2, shade_of_unit);
  const std::vector<std::uint8_t> other{9, 9, 9}, square{255, 51, 0};
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 4; ++x) {
      const auto* pixel = image.pixels.data() + static_cast<std::ptrdiff_t>(3 * (4 * y + x));
      const bool inside = y >= 1 && x >= 1 && x <= 2;
      EXPECT_EQ(std::vector<std::uint8_t>(pixel, pixel + 3), inside ? square : other)
          << x << " " << y;
    }
  }
}

TEST(ShadeOfUnit, ClipsForDisplay) {
  EXPECT_EQ(shade_of_unit(-1), 0);
  EXPECT_EQ(shade_of_unit(0.4F), 102);
  EXPECT_EQ(shade_of_unit(7), 255);
  EXPECT_EQ(shade_of_unit(std::numeric_limits<float>::quiet_NaN()), kMidGrey);
}

}  // namespace
}  // namespace sae::picture
