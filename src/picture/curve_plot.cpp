// SPDX-License-Identifier: MIT
// Plot of a curve for each run.
#include "picture/curve_plot.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "picture/canvas.h"
#include "picture/end_labels.h"
#include "picture/palette.h"
#include "picture/panels.h"

namespace sae::picture {
namespace {

constexpr double kCurvesRight = 1160;
constexpr std::size_t kMostMarkedPoints = 30;
constexpr std::size_t kMostEndLabelBytes = 44;
constexpr EndLabelStyle kCurveLabels{.name_size = 21, .value_size = 19, .space = 50};

bool is_labelled(const CurvePlot& plot) { return plot.curves.size() <= kMostLabelledCurves; }

std::string end_name(const RunCurve& curve) { return short_label(curve.label, kMostEndLabelBytes); }

/// Right end of the axes, with room for the labels beside them.
double right_of(const CurvePlot& plot) {
  if (!is_labelled(plot)) return kCurvesRight;
  double widest = 0;
  for (const RunCurve& curve : plot.curves) {
    widest = std::max(widest, text_width(end_name(curve), kCurveLabels.name_size, Weight::kBold));
  }
  return std::clamp(kFrameWidth - 36 - widest, 780.0, 1060.0);
}

SeriesColours curve_colours(const CurvePlot& plot) {
  std::vector<std::string> labels;
  for (const RunCurve& curve : plot.curves) labels.push_back(curve.label);
  SeriesColours colours = colours_by_label(labels);
  const bool one_each = colours.legend.size() == labels.size();
  if (colours.legend.empty()) colours.colours = colours_by_order(labels.size());
  if (is_labelled(plot) && one_each) colours.legend.clear();
  return colours;
}

FrameValues all_curve_values(const CurvePlot& plot) {
  FrameValues values;
  values.x_kind = plot.x_kind;
  for (const RunCurve& curve : plot.curves) {
    values.xs.insert(values.xs.end(), curve.xs.begin(), curve.xs.end());
    values.ys.insert(values.ys.end(), curve.ys.begin(), curve.ys.end());
  }
  return values;
}

/// Markers show the points if there are few curves of few points, and always points alone.
void draw_run_curve(Canvas& canvas, const PlotArea& area, const RunCurve& curve, Stroke stroke,
                    std::size_t most_marked) {
  const bool marked = curve.xs.size() <= most_marked;
  for (const std::vector<Point>& stretch : area.stretches(curve.xs, curve.ys)) {
    canvas.line(stretch, stroke);
    if (!marked && stretch.size() > 1) continue;
    for (const Point& point : stretch) {
      canvas.marker(point, Marker::kCircle, 2.6 * stroke.width + 2, stroke.colour);
    }
  }
}

void draw_curve_labels(Canvas& canvas, const PlotArea& area, const CurvePlot& plot,
                       const std::vector<Colour>& colours) {
  std::vector<EndLabel> labels;
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    const RunCurve& curve = plot.curves[i];
    const auto stretches = area.stretches(curve.xs, curve.ys);
    if (stretches.empty()) continue;
    labels.push_back({end_name(curve), short_number(curve.ys.back(), 3), stretches.back().back(),
                      colours[i], text_colour(colours[i])});
  }
  draw_end_labels(canvas, area, std::move(labels), kCurveLabels, kFrameWidth);
}

}  // namespace

format::Image draw_curves(const CurvePlot& plot) {
  if (plot.curves.empty()) {
    throw Error(ErrorKind::kInternal, "curves: expected at least one, found none");
  }
  const SeriesColours colours = curve_colours(plot);
  const PlotFrame frame(plot.texts, colours.legend, all_curve_values(plot), right_of(plot));
  Canvas canvas(blank_image(kFrameWidth, kFrameHeight, kWhite));
  frame.draw(canvas);
  const double width = is_labelled(plot) ? 3 : 1.8;
  const std::size_t most_marked = is_labelled(plot) ? kMostMarkedPoints : 1;
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    draw_run_curve(canvas, frame.area(), plot.curves[i], {colours.colours[i], width}, most_marked);
  }
  if (is_labelled(plot)) draw_curve_labels(canvas, frame.area(), plot, colours.colours);
  return std::move(canvas).finish();
}

}  // namespace sae::picture
