// SPDX-License-Identifier: MIT
// Tests of places for the labels of points.
#include "picture/point_labels.h"

#include <gtest/gtest.h>

namespace sae::picture {
namespace {

constexpr Rectangle kArea{0, 0, 400, 300};

TEST(Rectangle, KnowsOverlapAndContent) {
  const Rectangle one{0, 0, 10, 10};
  EXPECT_TRUE(one.overlaps({9, 9, 20, 20}));
  EXPECT_FALSE(one.overlaps({10, 0, 20, 10})) << "they touch";
  EXPECT_TRUE(one.contains({0, 2, 10, 9}));
  EXPECT_FALSE(one.contains({-1, 2, 9, 9}));
}

TEST(PlaceLabels, TriesTheWantedSideBelowFirst) {
  const std::vector<LabelledPoint> point{{{200, 150}, 60, 20}};
  const auto left = place_labels(point, kArea, {}, LabelSide::kLeft).front();
  const auto right = place_labels(point, kArea, {}, LabelSide::kRight).front();
  ASSERT_TRUE(left && right);
  EXPECT_LT(left->right, 200);
  EXPECT_GT(left->top, 150);
  EXPECT_GT(right->left, 200);
  EXPECT_GT(right->top, 150);
  EXPECT_DOUBLE_EQ(left->right - left->left, 60);
  EXPECT_DOUBLE_EQ(left->bottom - left->top, 20);
}

TEST(PlaceLabels, StaysInsideTheAreaAndOffObstacles) {
  const std::vector<LabelledPoint> corner{{{5, 295}, 60, 20}};
  const Rectangle obstacle{0, 260, 400, 290};
  const auto place = place_labels(corner, kArea, {obstacle}, LabelSide::kLeft).front();
  ASSERT_TRUE(place);
  EXPECT_TRUE(kArea.contains(*place));
  EXPECT_FALSE(place->overlaps(obstacle));
}

TEST(PlaceLabels, KeepsLabelsOfOneSpotApart) {
  const std::vector<LabelledPoint> points(6, {{200, 150}, 60, 20});
  const auto places = place_labels(points, kArea, {}, LabelSide::kLeft);
  for (std::size_t i = 0; i < places.size(); ++i) {
    ASSERT_TRUE(places[i]) << i;
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(places[i]->overlaps(*places[j]));
  }
}

TEST(PlaceLabels, LeavesOutALabelWithoutRoom) {
  const std::vector<LabelledPoint> points{{{200, 150}, 60, 20}, {{100, 100}, 500, 20}};
  const auto places = place_labels(points, kArea, {}, LabelSide::kLeft);
  EXPECT_TRUE(places[0]);
  EXPECT_FALSE(places[1]) << "wider than the area";
}

TEST(RectanglesAlong, CoverTheLine) {
  const auto along = rectangles_along({{0, 0}, {30, 40}});
  for (const double share : {0.0, 0.33, 0.5, 1.0}) {
    const Point on{30 * share, 40 * share};
    bool covered = false;
    for (const Rectangle& part : along) {
      covered = covered || part.contains({on.x, on.y, on.x, on.y});
    }
    EXPECT_TRUE(covered) << share;
  }
  EXPECT_TRUE(rectangles_along({{1, 1}}).empty());
}

}  // namespace
}  // namespace sae::picture
