// SPDX-License-Identifier: MIT
// Common parts of charts: a heading, and axes around a plot area.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "picture/axis.h"
#include "picture/canvas.h"

namespace sae::picture {

/// Title and caption at the top left of a picture. Sizes in pixels; a line that is too long is
/// drawn smaller, down to half its size.
struct Heading {
  std::string title;
  std::vector<std::string> caption;  ///< lines below the title
  double margin = 36;                ///< left and right of the text
  double title_size = 29;
  double caption_size = 21;
};

/// Wraps a caption to a picture of `width` pixels, at Heading's default sizes.
std::vector<std::string> wrap_caption(const std::string& caption, double width);

/// Height in pixels of a heading with these caption lines, at Heading's default sizes.
int heading_height(const std::vector<std::string>& caption);

/// Draws a heading on a picture of `width` pixels.
void draw_heading(Canvas& canvas, const Heading& heading, double width);

/// The area between the axes of a chart, in pixels of the picture.
struct PlotArea {
  double left = 0;
  double right = 0;
  double top = 0;
  double bottom = 0;
  Axis x;
  Axis y;

  /// Throws kInternal for values that the axes cannot show.
  Point place(double x_value, double y_value) const;
  /// The points (xs[i], ys[i]), split into non-empty runs at points that the axes cannot show.
  std::vector<std::vector<Point>> stretches(const std::vector<double>& xs,
                                            const std::vector<double>& ys) const;
};

/// Width in pixels of the widest tick label at this text size; 0 without ticks.
double widest_tick(const Axis& axis, double text_size);

struct AxesStyle {
  double text_size = 25;
  double grid_width = 1.5;
  double axis_width = 2;
  enum class XTexts { kNone, kAcross, kUpwards } x_texts = XTexts::kAcross;
  std::size_t x_step = 1;  ///< every x_step-th tick of the x axis has text
};

/// Draws grid lines at the ticks, the tick labels, and the two axes.
void draw_axes(Canvas& canvas, const PlotArea& area, const AxesStyle& style);

}  // namespace sae::picture
