// SPDX-License-Identifier: MIT
// What pictures have in common: a heading, and axes around a plot area.
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
  double margin = 36;                ///< left and right of the texts
  double title_size = 29;
  double caption_size = 21;
};

/// A caption as lines that fit a picture of `width` pixels, in the sizes that Heading has by
/// default.
std::vector<std::string> wrap_caption(const std::string& caption, double width);

/// The height in pixels of a heading with these lines, in the sizes that Heading has by default.
int heading_height(const std::vector<std::string>& caption);

/// Draws a heading onto a picture that is `width` pixels wide.
void draw_heading(Canvas& canvas, const Heading& heading, double width);

/// The area between the axes of a chart, in pixels of the picture.
struct PlotArea {
  double left = 0;
  double right = 0;
  double top = 0;
  double bottom = 0;
  Axis x;
  Axis y;

  /// Only for values that the axes can show (kInternal otherwise).
  Point place(double x_value, double y_value) const;
  /// The points (xs[i], ys[i]) in runs without a point that the axes cannot show; no run is empty.
  std::vector<std::vector<Point>> stretches(const std::vector<double>& xs,
                                            const std::vector<double>& ys) const;
};

struct AxesStyle {
  double text_size = 25;
  double grid_width = 1.5;
  double axis_width = 2;
  enum class XTexts { kNone, kAcross, kUpwards } x_texts = XTexts::kAcross;
  std::size_t x_step = 1;  ///< every how many ticks of the x axis have a text
};

/// Draws grid lines at the ticks, the tick texts, and the two axes.
void draw_axes(Canvas& canvas, const PlotArea& area, const AxesStyle& style);

}  // namespace sae::picture
