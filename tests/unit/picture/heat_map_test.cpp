// SPDX-License-Identifier: MIT
// Tests of heat maps.
#include "picture/heat_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "support/failure.h"

namespace sae::picture {
namespace {

std::vector<int> channels(Colour colour) { return {colour.red, colour.green, colour.blue}; }

TEST(CellSize, IsChosenFromTheBudget) {
  const auto sides = [](std::size_t rows, std::size_t columns) {
    const CellSize size = cell_size(rows, columns);
    return std::pair(size.width, size.height);
  };
  EXPECT_EQ(sides(4, 3), std::pair(80, 32)) << "few cells are not enlarged further";
  EXPECT_EQ(sides(100, 50), std::pair(22, 10));
  EXPECT_EQ(sides(1000, 512), std::pair(2, 1));
}

TEST(ColourLimit, IsExceededByOnePercent) {
  std::vector<double> values(199, -1);
  values.push_back(50);
  EXPECT_EQ(colour_limit(values), 1);
  EXPECT_EQ(colour_limit({0, 0, -3}), 3);
  EXPECT_EQ(colour_limit({0, std::numeric_limits<double>::quiet_NaN()}), 0);
}

TEST(DivergingColour, MapsNegativeToBlueZeroToWhitePositiveToRed) {
  EXPECT_EQ(channels(diverging_colour(0)), (std::vector<int>{255, 255, 255}));
  EXPECT_EQ(channels(diverging_colour(1)), (std::vector<int>{103, 0, 31}));
  EXPECT_EQ(channels(diverging_colour(-7)), (std::vector<int>{5, 48, 97}));
  EXPECT_EQ(channels(diverging_colour(1.0 / 3)), (std::vector<int>{244, 165, 130}));
  EXPECT_EQ(channels(diverging_colour(std::numeric_limits<double>::quiet_NaN())),
            (std::vector<int>{190, 190, 190}));
}

/// Whether the picture contains an area of 80 x 32 pixels, a cell's size, in the colour of this
/// share.
bool has_cell(const format::Image& image, double share) {
  const std::vector<int> wanted = channels(diverging_colour(share));
  std::int64_t found = 0;
  for (std::size_t at = 0; at < image.pixels.size(); at += 3) {
    found += std::equal(wanted.begin(), wanted.end(),
                        image.pixels.begin() + static_cast<std::ptrdiff_t>(at))
                 ? 1
                 : 0;
  }
  return found >= 80 * 32;
}

TEST(DrawHeatMap, ColoursCellsByTheirShareOfTheLimit) {
  HeatMap map;
  map.row_names = {"a", "b"};
  map.column_names = {"0", "1"};
  map.values = {4, -2, 1, -4};
  map.bars = {1, 0.5};
  const format::Image image = draw_heat_map(map);
  for (const double share : {1.0, -0.5, 0.25, -1.0}) EXPECT_TRUE(has_cell(image, share)) << share;
  EXPECT_FALSE(has_cell(image, 0.5));
}

TEST(DrawHeatMap, DrawsWeightsThatAreAllZero) {
  HeatMap map;
  map.row_names = {"a"};
  map.column_names = {"0"};
  map.values = {0};
  EXPECT_TRUE(has_cell(draw_heat_map(map), 0));
}

TEST(DrawHeatMap, RefusesValuesWithoutNames) {
  HeatMap map;
  map.row_names = {"a"};
  map.column_names = {"0", "1"};
  map.values = {1};
  EXPECT_EQ(test::failure([&] { draw_heat_map(map); }),
            "1: heat map: expected a value for each name, found 1 x 2 names and 1 values");
}

}  // namespace
}  // namespace sae::picture
