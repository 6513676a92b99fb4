// SPDX-License-Identifier: MIT
// Tests of images in memory.
#include "format/image.h"

#include <gtest/gtest.h>

namespace sae::format {
namespace {

TEST(ImageBytes, CountsTheValuesOfSizesInRange) {
  EXPECT_EQ(image_bytes(3, 2, 4), 24U);
  EXPECT_EQ(image_bytes(16384, 1, 1), 16384U);
  EXPECT_EQ(image_bytes(16384, 16384, 1), std::size_t{1} << 28U);
}

TEST(ImageBytes, RefusesSizesOutOfRange) {
  EXPECT_FALSE(image_bytes(0, 1, 1));
  EXPECT_FALSE(image_bytes(1, -1, 1));
  EXPECT_FALSE(image_bytes(16385, 1, 1));
  EXPECT_FALSE(image_bytes(1, 1, 2));
  EXPECT_FALSE(image_bytes(16384, 16384, 3)) << "more than 2^28 values";
}

TEST(FindSizeFault, ReportsImpossibleSizes) {
  const Image grey{.width = 20, .height = 10, .channels = 1, .pixels = {}};
  EXPECT_EQ(find_size_fault(grey, 2, 100), std::nullopt);
  EXPECT_EQ(find_size_fault(grey, 2, 99), "20 x 10 pixels in 2 bytes");
  const Image rgb{.width = 20, .height = 10, .channels = 3, .pixels = {}};
  EXPECT_EQ(find_size_fault(rgb, 2, 100), std::nullopt) << "the limit is on pixels";
  const Image wide{.width = 16385, .height = 10, .channels = 3, .pixels = {}};
  EXPECT_EQ(find_size_fault(wide, 1U << 30U, 100), "sizes out of range: 16385 x 10 x 3");
}

TEST(Flatten, PutsTransparentPixelsOverTheBackground) {
  const Image image{.width = 3,
                    .height = 1,
                    .channels = 4,
                    .pixels = {200, 100, 0, 255, 200, 100, 0, 0, 200, 100, 0, 51}};
  const Image flat = flatten(image, {255, 0, 10});
  EXPECT_EQ(flat.channels, 3);
  // 51/255 = 1/5: 40 + 204, 20 + 0, 0 + 8.
  EXPECT_EQ(flat.pixels, (std::vector<std::uint8_t>{200, 100, 0, 255, 0, 10, 244, 20, 8}));
}

TEST(Flatten, KeepsTheDepth) {
  Image image{.width = 1, .height = 1, .channels = 4, .pixels = {}};
  image.pixels_16 = {1000, 2000, 3000, 13107};  // an opacity of 1/5
  // 65535 · 4/5 = 52428.
  EXPECT_EQ(flatten(image, {255, 0, 0}).pixels_16, (std::vector<std::uint16_t>{52628, 400, 600}));
}

TEST(Flatten, LeavesOpaqueImagesAsTheyAre) {
  const Image grey{.width = 2, .height = 1, .channels = 1, .pixels = {7, 8}};
  EXPECT_EQ(flatten(grey, {255, 255, 255}).pixels, grey.pixels);
}

// Expected values from PIL.ImageOps.exif_transpose of the rows (1 2 3), (4 5 6).
TEST(Upright, AppliesEachOrientation) {
  struct Case {
    int width;
    std::vector<std::uint8_t> pixels;
  };
  const std::vector<Case> cases = {{3, {1, 2, 3, 4, 5, 6}}, {3, {3, 2, 1, 6, 5, 4}},
                                   {3, {6, 5, 4, 3, 2, 1}}, {3, {4, 5, 6, 1, 2, 3}},
                                   {2, {1, 4, 2, 5, 3, 6}}, {2, {4, 1, 5, 2, 6, 3}},
                                   {2, {6, 3, 5, 2, 4, 1}}, {2, {3, 6, 2, 5, 1, 4}}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto& [width, pixels] = cases[static_cast<std::size_t>(orientation - 1)];
    const Image image = upright({3, 2, 1, {1, 2, 3, 4, 5, 6}}, orientation);
    EXPECT_EQ(image.width, width) << orientation;
    EXPECT_EQ(image.height, 6 / width) << orientation;
    EXPECT_EQ(image.pixels, pixels) << orientation;
    const Image deep = upright(to_16_bits({3, 2, 1, {1, 2, 3, 4, 5, 6}}), orientation);
    EXPECT_EQ(deep.pixels_16[1], 257 * pixels[1]) << orientation;
  }
}

TEST(Upright, KeepsChannelsOfAPixelTogether) {
  const Image image = upright({2, 1, 3, {1, 2, 3, 4, 5, 6}}, 8);
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.pixels, (std::vector<std::uint8_t>{4, 5, 6, 1, 2, 3}));
}

TEST(To16Bits, KeepsBlackAndWhite) {
  const Image image = to_16_bits({3, 1, 1, {0, 1, 255}});
  EXPECT_EQ(image.pixels_16, (std::vector<std::uint16_t>{0, 257, 65535}));
  EXPECT_TRUE(image.pixels.empty());
}

}  // namespace
}  // namespace sae::format
