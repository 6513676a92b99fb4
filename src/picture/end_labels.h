// SPDX-License-Identifier: MIT
// Labels of curves beside a chart, at the right ends of the curves.
#pragma once

#include <string>
#include <vector>

#include "picture/canvas.h"
#include "picture/chart.h"

namespace sae::picture {

/// Name and value of a curve, two lines of text.
struct EndLabel {
  std::string name;
  std::string value;
  Point end;    ///< last point of the curve, in pixels
  Colour line;  ///< of the line from there to the label
  Colour text;
};

/// Sizes of the texts in pixels. A name that is too long is drawn smaller, down to 14 pixels.
struct EndLabelStyle {
  double name_size = 29;
  double value_size = 25;
  double space = 72;  ///< from label to label
};

/// Positions as near as possible to `wanted` (least squares), in the same order: at least `space`
/// apart and in [low, high]. wanted: ascending. If there is not enough room, they are evenly
/// spaced.
std::vector<double> spread(const std::vector<double>& wanted, double space, double low,
                           double high);

/// Draws the labels to the right of `area`, on a picture of `width` pixels, each beside the end of
/// its curve but moved so that none overlaps.
void draw_end_labels(Canvas& canvas, const PlotArea& area, std::vector<EndLabel> labels,
                     const EndLabelStyle& style, double width);

}  // namespace sae::picture
