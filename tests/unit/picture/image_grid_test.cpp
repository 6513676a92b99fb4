// SPDX-License-Identifier: MIT
// Tests of grids of small images.
#include "picture/image_grid.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"

namespace sae::picture {
namespace {

/// Two rows without labels.
format::Image grid_of(const Tiles& upper, const Tiles& lower, const GridTexts& texts = {}) {
  return reconstruction_grid({{"", upper}, {"", lower}}, texts);
}

std::vector<int> grid_pixel(const format::Image& image, int x, int y) {
  const auto at = 3 * static_cast<std::size_t>(y * image.width + x);
  return {image.pixels[at], image.pixels[at + 1], image.pixels[at + 2]};
}

std::vector<int> grey(int value) { return {value, value, value}; }
const std::vector<int> kSurround{236, 236, 236};

// `count` tiles of 2 x 2 with one value.
Tiles flat_tiles(std::int64_t count, float value) {
  return {count, 2, 2, 1, std::vector<float>(static_cast<std::size_t>(4 * count), value)};
}

TEST(ReconstructionGrid, DrawsEachOriginalAboveItsReconstruction) {
  const Tiles originals{2, 2, 2, 1, {0, 1, 0.2F, 0.4F, 0.6F, 0.6F, 0.6F, 0.6F}};
  const Tiles reconstructions{2, 2, 2, 1, {1, 0, 0, 0, 0.8F, 0.8F, 0.8F, 0.8F}};
  const format::Image image = grid_of(originals, reconstructions);
  // 2 x 2 enlarged 56 times is 112: two columns 8 pixels apart, two rows 4 apart, a margin of 16.
  EXPECT_EQ(image.width, 16 + 112 + 8 + 112 + 16);
  EXPECT_EQ(image.height, 16 + 112 + 4 + 112 + 16);
  EXPECT_EQ(image.channels, 3);
  EXPECT_EQ(grid_pixel(image, 15, 16), kSurround);
  EXPECT_EQ(grid_pixel(image, 16, 16), grey(0));
  EXPECT_EQ(grid_pixel(image, 71, 71), grey(0));
  EXPECT_EQ(grid_pixel(image, 72, 71), grey(255));
  EXPECT_EQ(grid_pixel(image, 71, 72), grey(51));
  EXPECT_EQ(grid_pixel(image, 127, 127), grey(102));
  EXPECT_EQ(grid_pixel(image, 128, 127), kSurround);
  EXPECT_EQ(grid_pixel(image, 16, 131), kSurround);
  EXPECT_EQ(grid_pixel(image, 16, 132), grey(255));
  EXPECT_EQ(grid_pixel(image, 135, 16), kSurround);
  EXPECT_EQ(grid_pixel(image, 136, 16), grey(153));
  EXPECT_EQ(grid_pixel(image, 247, 243), grey(204));
}

TEST(ReconstructionGrid, ClipsForDisplayOnly) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const Tiles tiles{1, 2, 2, 1, {-0.5F, 1.5F, nan, infinity}};
  const format::Image image = grid_of(tiles, tiles);
  EXPECT_EQ(grid_pixel(image, 20, 20), grey(0));
  EXPECT_EQ(grid_pixel(image, 120, 20), grey(255));
  EXPECT_EQ(grid_pixel(image, 20, 120), grey(128));
  EXPECT_EQ(grid_pixel(image, 120, 120), grey(255));
}

TEST(ReconstructionGrid, WrapsIntoBandsOfNearlyEqualLength) {
  // 13 pairs: 7 and 6. The second band starts 24 pixels below the first, separated by a line.
  const format::Image image = grid_of(flat_tiles(13, 0), flat_tiles(13, 1));
  EXPECT_EQ(image.width, 16 + 7 * 120 - 8 + 16);
  EXPECT_EQ(image.height, 16 + 228 + 24 + 228 + 16);
  EXPECT_EQ(grid_pixel(image, 16, 16 + 228 + 24), grey(0));
  EXPECT_EQ(grid_pixel(image, 16 + 5 * 120, 16 + 228 + 24), grey(0));
  EXPECT_EQ(grid_pixel(image, 16 + 6 * 120, 16 + 228 + 24), kSurround);
  EXPECT_EQ(grid_pixel(image, 400, 16 + 228 + 12), grey(176));
  // Ten columns fit into one band.
  EXPECT_EQ(grid_of(flat_tiles(10, 0), flat_tiles(10, 1)).height, 260);
}

TEST(ReconstructionGrid, DrawsColoursAndOtherShapes) {
  const Tiles tiles{1, 1, 2, 3, {1, 0, 0, 0, 0, 1}};
  const format::Image image = grid_of(tiles, tiles);
  EXPECT_EQ(image.height, 16 + 56 + 4 + 56 + 16);
  EXPECT_EQ(grid_pixel(image, 16, 16), (std::vector<int>{255, 0, 0}));
  EXPECT_EQ(grid_pixel(image, 127, 71), (std::vector<int>{0, 0, 255}));
}

TEST(ReconstructionGrid, StacksAllRows) {
  const Tiles low = flat_tiles(11, 0.2F), middle = flat_tiles(11, 0.4F), high = flat_tiles(11, 1);
  const format::Image image = reconstruction_grid({{"", low}, {"", middle}, {"", high}});
  // 11 columns: 6 and 5. A band is three rows of 112, 4 pixels apart.
  EXPECT_EQ(image.height, 16 + 344 + 24 + 344 + 16);
  for (const int band_top : {16, 16 + 344 + 24}) {
    EXPECT_EQ(grid_pixel(image, 16, band_top), grey(51));
    EXPECT_EQ(grid_pixel(image, 16, band_top + 114), kSurround);
    EXPECT_EQ(grid_pixel(image, 16, band_top + 116), grey(102));
    EXPECT_EQ(grid_pixel(image, 16, band_top + 232), grey(255));
  }
}

TEST(ReconstructionGrid, DoesNotShrinkLargeTiles) {
  const Tiles tiles{1, 200, 150, 1, std::vector<float>(30000, 0.5F)};
  EXPECT_EQ(grid_of(tiles, tiles).width, 16 + 150 + 16);
}

TEST(ReconstructionGrid, LeavesRoomForTexts) {
  const Tiles tiles = flat_tiles(2, 0);
  const format::Image plain = grid_of(tiles, tiles);
  const format::Image labelled =
      reconstruction_grid({{"original", tiles}, {"reconstruction", tiles}});
  EXPECT_GT(labelled.width, plain.width + 100);
  EXPECT_EQ(labelled.height, plain.height);
  // Counts dark text pixels to the left of the upper row.
  int dark = 0;
  for (int y = 60; y < 84; ++y) {
    for (int x = 0; x < labelled.width - 16 - 232; ++x) {
      dark += grid_pixel(labelled, x, y)[0] < 120 ? 1 : 0;
    }
  }
  EXPECT_GT(dark, 50);
  const format::Image named =
      grid_of(tiles, tiles, {.caption = "epoch 1", .names = {"Bag", "Coat"}});
  EXPECT_EQ(named.height, plain.height + 42 + 26);
}

TEST(ReconstructionGrid, TextDoesNotTouchTheTiles) {
  const Tiles tiles = flat_tiles(1, 0.6F);
  const format::Image image = reconstruction_grid({{"original", tiles}, {"reconstruction", tiles}},
                                                  {.names = {"an unusually long name of a class"}});
  const int left = image.width - 16 - 112;
  for (int y = 42; y < 42 + 112; ++y) {
    for (int x = left; x < left + 112; ++x) ASSERT_EQ(grid_pixel(image, x, y), grey(153));
  }
}

TEST(ReconstructionGrid, RefusesSetsThatDoNotMatch) {
  const Tiles two = flat_tiles(2, 0);
  EXPECT_THROW(grid_of(two, flat_tiles(3, 0)), Error);
  EXPECT_THROW(grid_of(two, Tiles{2, 4, 1, 1, std::vector<float>(8)}), Error);
  EXPECT_THROW(grid_of(two, Tiles{2, 2, 2, 1, std::vector<float>(7)}), Error);
  EXPECT_THROW(grid_of(two, two, {.names = {"one"}}), Error);
  EXPECT_THROW(grid_of(flat_tiles(0, 0), flat_tiles(0, 0)), Error);
  const Tiles pairs{1, 2, 2, 2, std::vector<float>(8)};
  EXPECT_THROW(grid_of(pairs, pairs), Error);
  EXPECT_THROW(reconstruction_grid({}), Error);
  EXPECT_THROW(reconstruction_grid({{"", two}, {"", two}, {"", flat_tiles(3, 0)}}), Error);
}

TEST(FeatureGrid, MapsEachTileSymmetricallyAroundZero) {
  const Tiles tiles{2, 2, 2, 1, {-2, 1, 0, 0.5F, 0.001F, 0, -0.0005F, 0}};
  const format::Image image = feature_grid(tiles);
  // Two columns of 112, 4 pixels apart.
  EXPECT_EQ(image.width, 16 + 112 + 4 + 112 + 16);
  EXPECT_EQ(image.height, 16 + 112 + 16);
  EXPECT_EQ(grid_pixel(image, 16, 16), grey(0));
  EXPECT_EQ(grid_pixel(image, 127, 16), grey(191));   // 127.5 + 127.5 / 2
  EXPECT_EQ(grid_pixel(image, 16, 127), grey(128));   // zero
  EXPECT_EQ(grid_pixel(image, 127, 127), grey(159));  // 127.5 + 127.5 / 4
  EXPECT_EQ(grid_pixel(image, 131, 16), kSurround);
  EXPECT_EQ(grid_pixel(image, 132, 16), grey(255));
  EXPECT_EQ(grid_pixel(image, 132, 127), grey(64));  // 127.5 - 127.5 / 2
}

TEST(FeatureGrid, ClipsTheStrongestPercent) {
  Tiles tiles{1, 10, 20, 1, std::vector<float>(200, 0.5F)};
  tiles.values[0] = 100;  // two of 200 are 1 %
  tiles.values[1] = -100;
  tiles.values[2] = 1;
  tiles.values[3] = -0.5F;
  const format::Image image = feature_grid(tiles);  // enlarged 5 times
  EXPECT_EQ(grid_pixel(image, 16, 16), grey(255));
  EXPECT_EQ(grid_pixel(image, 21, 16), grey(0));
  EXPECT_EQ(grid_pixel(image, 26, 16), grey(255));
  EXPECT_EQ(grid_pixel(image, 31, 16), grey(64));
}

TEST(FeatureGrid, DrawsASingleStrongPixelOnAnEmptyTile) {
  Tiles tiles{1, 10, 20, 1, std::vector<float>(200, 0.0F)};
  tiles.values[0] = -3;
  const format::Image image = feature_grid(tiles);
  EXPECT_EQ(grid_pixel(image, 16, 16), grey(0));
  EXPECT_EQ(grid_pixel(image, 21, 16), grey(128));
}

TEST(FeatureGrid, DrawsEmptyAndInvalidTilesMidGrey) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tiles tiles{2, 2, 2, 1, {0, 0, 0, 0, nan, nan, nan, 1}};
  const format::Image image = feature_grid(tiles);
  EXPECT_EQ(grid_pixel(image, 20, 20), grey(128));
  EXPECT_EQ(grid_pixel(image, 140, 20), grey(128));
  EXPECT_EQ(grid_pixel(image, 240, 120), grey(255));
}

TEST(FeatureGrid, IsNearlySquare) {
  // 10 tiles: 4 columns, 3 rows, the last with two.
  const format::Image image = feature_grid(flat_tiles(10, 1));
  EXPECT_EQ(image.width, 32 + 4 * 116 - 4);
  EXPECT_EQ(image.height, 32 + 3 * 116 - 4);
  EXPECT_EQ(grid_pixel(image, 16 + 116, 16 + 232), grey(255));
  EXPECT_EQ(grid_pixel(image, 16 + 232, 16 + 232), kSurround);
}

TEST(FeatureGrid, DrawsTwoHundredAndFiftySixFashionTiles) {
  const Tiles tiles{256, 28, 28, 1, std::vector<float>(256 * 784, 1.0F)};
  const format::Image image = feature_grid(tiles);  // 1100 / 16 - 4 = 64: enlarged twice
  EXPECT_EQ(image.width, 32 + 16 * 60 - 4);
  EXPECT_EQ(image.height, image.width);
  EXPECT_EQ(feature_grid(tiles, "256 of 512 units").height, image.height + 42);
}

TEST(FeatureGrid, WidensForACaption) {
  EXPECT_EQ(feature_grid(flat_tiles(1, 1), "short").width, 560);
  EXPECT_EQ(feature_grid(flat_tiles(1, 1)).width, 144);
}

TEST(FeatureGrid, RefusesWrongCounts) {
  EXPECT_THROW(feature_grid(flat_tiles(0, 1)), Error);
  EXPECT_THROW(feature_grid(flat_tiles(257, 1)), Error);
  EXPECT_THROW(feature_grid(Tiles{1, 2, 2, 1, {1, 2, 3}}), Error);
}

// Ten tiles of 5,000 would be 50,072 pixels wide, 256 features in 16 columns of 1,100 pixels
// 17,692.
TEST(ReconstructionGrid, ReducesTilesThatDoNotFit) {
  const Tiles tiles{10, 1, 5000, 1, std::vector<float>(50000, 1)};
  const format::Image image = grid_of(tiles, tiles);
  EXPECT_EQ(image.width, 16 + 10 * (600 + 8) - 8 + 16);
  EXPECT_EQ(grid_pixel(image, 16, 16), grey(255));
}

TEST(FeatureGrid, ReducesTilesThatDoNotFit) {
  const Tiles tiles{256, 1, 1100, 1, std::vector<float>(256 * 1100, 1)};
  const format::Image image = feature_grid(tiles);
  EXPECT_EQ(image.width, 16 + 16 * (375 + 4) - 4 + 16);
  EXPECT_EQ(grid_pixel(image, 16, 16), grey(255));
}

}  // namespace
}  // namespace sae::picture
