// SPDX-License-Identifier: MIT
// Tests of sections of tiles with titles.
#include "picture/tile_sheet.h"

#include <gtest/gtest.h>

#include "support/failure.h"

namespace sae::picture {
namespace {

TileSection section_of(std::int64_t count, float value) {
  return {"a heading",
          {count, 2, 2, 1, std::vector<float>(static_cast<std::size_t>(4 * count), value)},
          std::vector<TileTitle>(static_cast<std::size_t>(count), {"1", "shoe"})};
}

int sheet_pixel(const format::Image& image, int x, int y) {
  return image.pixels[3 * static_cast<std::size_t>(y * image.width + x)];
}

TEST(TileSheet, DrawsTilesOfAllSectionsBelowTheirTitles) {
  const format::Image image = tile_sheet({section_of(12, 0), section_of(3, 1)});
  // Twelve tiles of 112 make two rows of six; a heading is 38 pixels high, titles 48.
  EXPECT_EQ(image.width, 16 + 6 * (112 + 12) - 12 + 16);
  const int first = 16 + 38 + 48, second = first + 112 + 14 + 48;
  EXPECT_EQ(sheet_pixel(image, 16, first), 0);
  EXPECT_EQ(sheet_pixel(image, 15, first), 236);
  EXPECT_EQ(sheet_pixel(image, 16 + 5 * 124 + 111, second + 111), 0);
  const int third = second + 112 + 26 + 38 + 48;
  EXPECT_EQ(sheet_pixel(image, 16 + 2 * 124, third), 255);
  EXPECT_EQ(sheet_pixel(image, 16 + 3 * 124, third), 236);
  EXPECT_EQ(image.height, third + 112 + 16);
}

TEST(TileSheet, DrawsHeadingsAndTitles) {
  const format::Image with = tile_sheet({section_of(2, 0.5F)});
  TileSection bare = section_of(2, 0.5F);
  bare.titles = std::vector<TileTitle>(2);
  const format::Image without = tile_sheet({bare});
  ASSERT_EQ(with.pixels.size(), without.pixels.size());
  EXPECT_NE(with.pixels, without.pixels);
}

TEST(TileSheet, RefusesIncompleteSections) {
  EXPECT_EQ(test::failure([] { tile_sheet({}); }), "1: tiles: expected a section, found none");
  TileSection section = section_of(2, 0);
  section.titles.pop_back();
  EXPECT_EQ(test::failure([&] { tile_sheet({section}); }), "1: tiles: expected 2 titles, found 1");
}

// 200 tiles of 1 x 5000 would make a sheet 50,000 pixels wide; 20 bands of 10 leave 300 pixels for
// each.
TEST(TileSheet, ReducesTilesThatDoNotFit) {
  const TileSection section{
      "x", {200, 1, 5000, 1, std::vector<float>(1000000, 1)}, std::vector<TileTitle>(200)};
  EXPECT_EQ(tile_sheet({section}).width, 16 + 10 * (300 + 12) - 12 + 16);
}

}  // namespace
}  // namespace sae::picture
