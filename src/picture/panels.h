// SPDX-License-Identifier: MIT
// Many small charts on one sheet.
#pragma once

#include <string>
#include <vector>

#include "format/image.h"
#include "picture/axis.h"
#include "picture/canvas.h"

namespace sae::picture {

/// Values drawn in one way, x[i] against y[i].
struct PanelSeries {
  std::vector<double> x;
  std::vector<double> y;
  Stroke stroke;
  enum class Kind { kLine, kPoints } kind = Kind::kLine;
};

/// A chart. Points that its axes cannot show are left out, lines broken there.
struct Chart {
  std::string title;
  Axis x;
  Axis y;
  std::vector<PanelSeries> series;  ///< the last on top
};

/// What a colour means.
struct PanelLegend {
  std::string text;
  Stroke stroke;
};

/// Panels of one size, side by side.
struct PanelSection {
  std::string heading;              ///< above them; may be empty
  std::vector<PanelLegend> legend;  ///< beside the heading
  std::string x_label;              ///< of all panels
  std::string y_label;
  int columns = 1;
  int width = 220;  ///< of a panel's axes in pixels
  int height = 220;
  enum class TickTexts { kAcross, kUpwards } x_texts = TickTexts::kAcross;
  /// Whether the panels have one x axis, so that only the lowest need its texts.
  enum class Sharing { kNone, kXAxis } sharing = Sharing::kNone;
  std::vector<Chart> panels;
};

struct PanelSheet {
  std::string title;
  std::string caption;  ///< wrapped to the width
  std::vector<PanelSection> sections;
};

/// The longest text of a tick or a name, in characters; more is cut.
std::string short_label(const std::string& text);

/// The sections one below the other, as RGB on white. Throws kInternal without a panel, kOutput as
/// Canvas does.
format::Image draw_panels(const PanelSheet& sheet);

}  // namespace sae::picture
