// SPDX-License-Identifier: MIT
// Tests of cutting patches from images.
#include "data/patches.h"

#include <gtest/gtest.h>

#include <map>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

/// A picture whose pixel at (row, column) is first + 10 row + column.
format::Image numbered(int width, int height, int first) {
  format::Image image{width, height, 1, {}};
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) {
      image.pixels.push_back(static_cast<std::uint8_t>(first + 10 * row + column));
    }
  }
  return image;
}

TEST(DrawPatches, DrawsEveryPositionEquallyOften) {
  // 6 positions in the first image, 2 in the second.
  const std::vector<format::Image> images = {numbered(4, 3, 0), numbered(3, 2, 100)};
  const Dataset patches = draw_patches(images, {2, 2}, 8000, 1);
  std::map<double, int> seen;
  for (const at::Tensor& row : patches.features.unbind()) {
    const std::vector<double> patch = test::values(row);
    EXPECT_EQ(patch, (std::vector<double>{patch[0], patch[0] + 1, patch[0] + 10, patch[0] + 11}));
    ++seen[patch[0]];
  }
  ASSERT_EQ(seen.size(), 8U);
  // 1000 each, with a standard deviation of 30.
  for (const auto& [corner, count] : seen) EXPECT_NEAR(count, 1000, 150) << corner;
  EXPECT_EQ(patches.shape.height, 2);
  EXPECT_FALSE(patches.labels.defined());
}

TEST(DrawPatches, DependsOnTheSeedOnly) {
  const std::vector<format::Image> images = {numbered(9, 9, 0)};
  const at::Tensor first = draw_patches(images, {2, 3}, 50, 1).features;
  EXPECT_TRUE(draw_patches(images, {2, 3}, 50, 1).features.equal(first));
  EXPECT_FALSE(draw_patches(images, {2, 3}, 50, 2).features.equal(first));
}

TEST(DrawPatches, KeepsTheChannelsOfAPixelTogether) {
  const format::Image image{2, 1, 3, {1, 2, 3, 11, 12, 13}};
  const Dataset patches = draw_patches({image}, {1, 1}, 20, 1);
  EXPECT_EQ(patches.shape.channels, 3);
  for (const at::Tensor& row : patches.features.unbind()) {
    const double red = test::values(row)[0];
    EXPECT_EQ(test::values(row), (std::vector<double>{red, red + 1, red + 2}));
  }
}

TEST(DrawPatches, CutsPatchesOf16BitImages) {
  const format::Image image{2, 1, 1, {}, {300, 65535}};
  const Dataset patches = draw_patches({image}, {1, 2}, 3, 1);
  EXPECT_EQ(test::values(patches.features),
            (std::vector<double>{300, 65535, 300, 65535, 300, 65535}));
  EXPECT_EQ(patches.full_scale, 65535);
  EXPECT_EQ(draw_patches({numbered(2, 2, 0)}, {1, 1}, 1, 1).full_scale, 255);
}

TEST(DrawPatches, RefusesAPatchLargerThanAnImage) {
  EXPECT_EQ(test::failure([] {
              draw_patches({numbered(4, 3, 0)}, {4, 2}, 1, 1);
            }),
            "2: --patches: expected at most the 3 x 4 pixels of an image, found 4 x 2");
}

TEST(ToImages, AcceptsOnlyBytes) {
  Dataset dataset;
  dataset.features = test::matrix({{1, 2}});
  EXPECT_EQ(test::failure([&] { to_images(dataset); }),
            "2: --patches: expected images of bytes, found other numbers");
}

}  // namespace
}  // namespace sae::data
