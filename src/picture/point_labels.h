// SPDX-License-Identifier: MIT
// Places for the labels of points in a chart.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "picture/canvas.h"

namespace sae::picture {

/// A rectangle in pixels.
struct Rectangle {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  bool overlaps(const Rectangle& other) const;
  bool contains(const Rectangle& other) const;
  Point centre() const { return {(left + right) / 2, (top + bottom) / 2}; }
};

/// A point and the size of its label.
struct LabelledPoint {
  Point place;
  double width = 0;
  double height = 0;
};

/// On which side of its point a label is tried first.
enum class LabelSide { kLeft, kRight };

/// Chooses a place for each label: inside `area`, away from `obstacles` and from the labels before
/// it, as near to its point as possible, on `side` of it and below it first. A label that finds no
/// place within 130 pixels has none.
std::vector<std::optional<Rectangle>> place_labels(const std::vector<LabelledPoint>& points,
                                                   const Rectangle& area,
                                                   std::vector<Rectangle> obstacles,
                                                   LabelSide side);

/// Small rectangles along the line, as obstacles.
std::vector<Rectangle> rectangles_along(const std::vector<Point>& line);

}  // namespace sae::picture
