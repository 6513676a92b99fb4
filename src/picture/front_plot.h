// SPDX-License-Identifier: MIT
// Plot of the error of runs against another figure, with the Pareto front.
#pragma once

#include <string>
#include <vector>

#include "analysis/pareto.h"
#include "format/image.h"
#include "picture/plot_frame.h"

namespace sae::picture {

/// A run, or the mean of a group of runs. An axis must be able to show its values (Axis::can_show).
struct FrontPoint {
  std::string label;
  double x = 0, y = 0;
  double x_deviation = 0, y_deviation = 0;       ///< half lengths of the whiskers; 0: none
  std::vector<double> member_xs{}, member_ys{};  ///< of the group's runs; empty for one run
};

struct FrontPlot {
  FrameTexts texts;
  AxisKind x_kind = AxisKind::kValues;
  analysis::Better x_better = analysis::Better::kLower;  ///< lower y is always better
  std::vector<FrontPoint> points;
};

/// An RGB picture of kFrameWidth x kFrameHeight pixels. A line joins the points on the Pareto
/// front, which are large and labelled where there is room; the others are pale. Colours by the
/// labels (colours_by_label). Throws kInternal without points, kOutput as Canvas does.
format::Image draw_front(const FrontPlot& plot);

}  // namespace sae::picture
