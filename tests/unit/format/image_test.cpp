// SPDX-License-Identifier: MIT
// Tests of pictures in memory.
#include "sae/format/image.h"

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

TEST(FindSizeFault, SaysWhatIsTooLargeOrMoreThanTheFileCanHold) {
  const Image grey{.width = 20, .height = 10, .channels = 1, .pixels = {}};
  EXPECT_EQ(find_size_fault(grey, 2, 100), std::nullopt);
  EXPECT_EQ(find_size_fault(grey, 2, 99), "20 x 10 pixels in 2 bytes");
  const Image rgb{.width = 20, .height = 10, .channels = 3, .pixels = {}};
  EXPECT_EQ(find_size_fault(rgb, 2, 100), std::nullopt) << "pixels count, not their channels";
  const Image wide{.width = 16385, .height = 10, .channels = 3, .pixels = {}};
  EXPECT_EQ(find_size_fault(wide, 1U << 30U, 100), "too large: 16385 x 10 x 3");
}

}  // namespace
}  // namespace sae::format
