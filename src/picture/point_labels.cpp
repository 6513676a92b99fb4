// SPDX-License-Identifier: MIT
// Places for the labels of points in a chart.
#include "picture/point_labels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sae::picture {
namespace {

/// -1, 0 or 1 in each direction: to the right, and down.
struct LabelHeading {
  int x;
  int y;
};

/// The rectangle of a label that begins `distance` pixels from its point.
Rectangle rectangle_beside(const LabelledPoint& point, LabelHeading to, double distance) {
  // Along a diagonal, the corner of the label is nearest to the point.
  const double apart = to.x != 0 && to.y != 0 ? 0.6 * distance : distance;
  const double x = point.place.x + to.x * (apart + point.width / 2);
  const double y = point.place.y + to.y * (apart + point.height / 2);
  return {x - point.width / 2, y - point.height / 2, x + point.width / 2, y + point.height / 2};
}

}  // namespace

bool Rectangle::overlaps(const Rectangle& other) const {
  return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
}

bool Rectangle::contains(const Rectangle& other) const {
  return left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom;
}

std::vector<std::optional<Rectangle>> place_labels(const std::vector<LabelledPoint>& points,
                                                   const Rectangle& area,
                                                   std::vector<Rectangle> obstacles,
                                                   LabelSide side) {
  constexpr std::array<double, 8> kDistances = {16, 24, 34, 46, 62, 82, 104, 130};
  const int first = side == LabelSide::kLeft ? -1 : 1;
  const std::array<LabelHeading, 8> headings = {{{first, 1},
                                                 {first, 0},
                                                 {0, 1},
                                                 {-first, -1},
                                                 {-first, 0},
                                                 {0, -1},
                                                 {-first, 1},
                                                 {first, -1}}};
  const auto find_place = [&](const LabelledPoint& point) -> std::optional<Rectangle> {
    for (const double distance : kDistances) {
      for (const LabelHeading heading : headings) {
        const Rectangle rectangle = rectangle_beside(point, heading, distance);
        const auto blocks = [&](const Rectangle& other) { return other.overlaps(rectangle); };
        if (area.contains(rectangle) && std::ranges::none_of(obstacles, blocks)) return rectangle;
      }
    }
    return std::nullopt;
  };
  std::vector<std::optional<Rectangle>> places;
  for (const LabelledPoint& point : points) {
    places.push_back(find_place(point));
    if (places.back()) obstacles.push_back(*places.back());
  }
  return places;
}

std::vector<Rectangle> rectangles_along(const std::vector<Point>& line) {
  constexpr double kStep = 6, kHalf = 4;
  std::vector<Rectangle> rectangles;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const Point &from = line[i - 1], &to = line[i];
    const double steps = std::ceil(std::hypot(to.x - from.x, to.y - from.y) / kStep);
    for (double step = 0; step <= steps; ++step) {
      const double share = steps > 0 ? step / steps : 0;
      const double x = from.x + share * (to.x - from.x), y = from.y + share * (to.y - from.y);
      rectangles.push_back({x - kHalf, y - kHalf, x + kHalf, y + kHalf});
    }
  }
  return rectangles;
}

}  // namespace sae::picture
