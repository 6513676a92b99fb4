// SPDX-License-Identifier: MIT
// The frame of a chart of several runs: texts, legend and axes.
#pragma once

#include <string>
#include <vector>

#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/chart.h"
#include "picture/palette.h"

namespace sae::picture {

inline constexpr int kFrameWidth = 1200;  ///< of the picture, in pixels
inline constexpr int kFrameHeight = 900;

/// Texts around the axes.
struct FrameTexts {
  std::string title;
  std::string caption;  ///< wrapped to the width
  std::string x_label;
  std::string y_label;  ///< drawn above the y axis
};

/// How an axis is chosen.
enum class AxisKind {
  kValues,    ///< value_axis: logarithmic if the values spread widely
  kLinear,    ///< linear_axis
  kFromZero,  ///< linear_axis with 0
  kEpochs,    ///< epoch_axis
};

/// An x axis over `width` pixels, with as many ticks as fit without overlap of their labels.
Axis fitting_x_axis(const std::vector<double>& values, AxisKind kind, double width);

/// The values and the kinds of both axes.
struct FrameValues {
  std::vector<double> xs, ys;
  AxisKind x_kind = AxisKind::kValues;
};

/// A frame of kFrameWidth x kFrameHeight pixels.
class PlotFrame {
 public:
  /// right: right end of the x axis. Sets the axes and where they are, below the texts.
  PlotFrame(FrameTexts texts, std::vector<ColourMeaning> legend, const FrameValues& values,
            double right);

  const PlotArea& area() const { return area_; }

  /// Draws all of it.
  void draw(Canvas& canvas) const;

 private:
  void draw_legend(Canvas& canvas) const;

  FrameTexts texts_;
  std::vector<ColourMeaning> legend_;
  std::vector<std::string> caption_;  ///< lines
  std::vector<Point> entries_;        ///< where each legend entry begins
  PlotArea area_;
};

}  // namespace sae::picture
