// SPDX-License-Identifier: MIT
// Sheets of many small charts.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "format/image.h"
#include "picture/axis.h"
#include "picture/canvas.h"

namespace sae::picture {

/// One data series, x[i] against y[i].
struct PanelSeries {
  std::vector<double> x;
  std::vector<double> y;
  Stroke stroke;
  enum class Kind { kLine, kPoints } kind = Kind::kLine;
};

/// A chart. Points that its axes cannot show are left out; lines break there.
struct Chart {
  std::string title;
  Axis x;
  Axis y;
  std::vector<PanelSeries> series;  ///< the last is on top
};

/// A legend entry: the meaning of a colour.
struct PanelLegend {
  std::string text;
  Stroke stroke;
};

/// A block of equally sized panels in a grid.
struct PanelSection {
  std::string heading;              ///< above them; may be empty
  std::vector<PanelLegend> legend;  ///< beside the heading
  std::string x_label;              ///< shared by all panels
  std::string y_label;
  int columns = 1;
  int width = 220;  ///< of a panel's plot area, in pixels
  int height = 220;
  enum class TickTexts { kAcross, kUpwards } x_texts = TickTexts::kAcross;
  /// With kXAxis the panels share their x axis, so only the lowest ones have tick labels.
  enum class Sharing { kNone, kXAxis } sharing = Sharing::kNone;
  std::vector<Chart> panels;
};

struct PanelSheet {
  std::string title;
  std::string caption;  ///< wrapped to the width
  std::vector<PanelSection> sections;
};

/// The printable label, cut to at most `most` bytes and an ellipsis; by default as long as fits a
/// tick or a panel's name.
std::string short_label(const std::string& text, std::size_t most = 24);

/// Draws the sections below one another, RGB on white. Throws kInternal without panels, kOutput as
/// Canvas does.
format::Image draw_panels(const PanelSheet& sheet);

}  // namespace sae::picture
