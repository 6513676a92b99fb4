// SPDX-License-Identifier: MIT
// Plot of a curve for each run.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "format/image.h"
#include "picture/plot_frame.h"

namespace sae::picture {

/// Up to so many curves have labels at their ends.
inline constexpr std::size_t kMostLabelledCurves = 12;

/// xs[i] against ys[i], ascending in x.
struct RunCurve {
  std::string label;
  std::vector<double> xs, ys;
};

struct CurvePlot {
  FrameTexts texts;
  AxisKind x_kind = AxisKind::kValues;
  std::vector<RunCurve> curves;
};

/// An RGB picture of kFrameWidth x kFrameHeight pixels. At most kMostLabelledCurves curves have
/// their label and last value beside their ends. Colours by the labels (colours_by_label), or by
/// order if labels do not give any; a legend explains colours that end labels do not. Values that
/// the axes cannot show leave a gap. Throws kInternal without curves, kOutput as Canvas does.
format::Image draw_curves(const CurvePlot& plot);

}  // namespace sae::picture
