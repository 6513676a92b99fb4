// SPDX-License-Identifier: MIT
// Tests of arithmetic on shapes.
#include "format/shape.h"

#include <gtest/gtest.h>

namespace sae::format {
namespace {

TEST(CountValues, MultipliesTheSizes) {
  EXPECT_EQ(count_values({60000, 28, 28}), 47040000);
  EXPECT_EQ(count_values({5, 0}), 0);
  EXPECT_EQ(count_values({}), 1);
}

TEST(CountValues, RefusesNegativeSizesAndOverflow) {
  EXPECT_EQ(count_values({-1}), std::nullopt);
  EXPECT_EQ(count_values({-2, -3}), std::nullopt);
  constexpr std::int64_t kHalf = std::int64_t{1} << 32;
  EXPECT_EQ(count_values({kHalf, kHalf}), std::nullopt);
  EXPECT_EQ(count_values({kHalf, kHalf / 2 - 1}), kHalf * (kHalf / 2 - 1));
}

TEST(ShapeText, ShowsTheSizes) {
  EXPECT_EQ(shape_text({60000, 28, 28}), "60000 x 28 x 28");
  EXPECT_EQ(shape_text({5}), "5");
  EXPECT_EQ(shape_text({}), "");
  EXPECT_EQ(shape_text({1, 2, 3, 4, 5, 6, 7, 8}), "1 x 2 x 3 x 4 x 5 x 6 x 7 x 8");
  EXPECT_EQ(shape_text(std::vector<std::int64_t>(255, 3)),
            "3 x 3 x 3 x 3 x 3 x 3 x 3 x 3 x ... (255 sizes)");
}

}  // namespace
}  // namespace sae::format
