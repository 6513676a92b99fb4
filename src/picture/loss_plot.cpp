// SPDX-License-Identifier: MIT
// Plot of reconstruction errors and of the sparsity term or of dead units over the epochs.
#include "picture/loss_plot.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "base/error.h"
#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/chart.h"
#include "picture/end_labels.h"
#include "picture/palette.h"

namespace sae::picture {
namespace {

constexpr int kPlotWidth = 1200;
constexpr int kPlotHeight = 900;
constexpr double kPlotLeft = 40;
constexpr double kPlotRight = 966;
constexpr double kPlotBottom = 800;
constexpr double kTickSize = 25;
constexpr double kHeadingSize = 26;
constexpr std::size_t kMostMarkers = 30;

constexpr Colour kTrainingColour = kOkabeIto[0];
constexpr Colour kValidationColour = kOkabeIto[1];
constexpr Colour kPenaltyColour = kOkabeIto[2];
constexpr Colour kRevivedColour = kOkabeIto[3];

struct Curve {
  std::string name;
  const std::vector<double>* values;
  Stroke stroke;
  Marker marker;
  double marker_size;
  bool counts = false;  ///< whether the values are whole numbers
};

void check_curves(const LossCurves& curves) {
  if (curves.epochs.empty()) {
    throw Error(ErrorKind::kInternal, "loss plot: expected at least one epoch, found none");
  }
  if (!std::all_of(curves.epochs.begin(), curves.epochs.end(),
                   [](double epoch) { return Axis{}.can_show(epoch); })) {
    throw Error(ErrorKind::kInternal, "loss plot: expected finite epoch numbers");
  }
  for (const auto* values : {&curves.train_mse, &curves.val_mse, &curves.weighted_penalty,
                             &curves.dead, &curves.revived}) {
    if (!values->empty() && values->size() != curves.epochs.size()) {
      throw Error(ErrorKind::kInternal,
                  "loss plot: expected " + std::to_string(curves.epochs.size()) +
                      " values, one an epoch, found " + std::to_string(values->size()));
    }
  }
}

Axis common_axis(const std::vector<Curve>& curves, int most_ticks) {
  std::vector<double> all;
  for (const Curve& curve : curves)
    all.insert(all.end(), curve.values->begin(), curve.values->end());
  return value_axis(all, most_ticks);
}

// Left edge that leaves room for the tick labels of all panels.
double panel_left(const std::vector<Axis>& axes) {
  double widest = 0;
  for (const Axis& axis : axes) widest = std::max(widest, widest_tick(axis, kTickSize));
  return std::clamp(kPlotLeft + widest, 120.0, 300.0);
}

void draw_curve(Canvas& canvas, const PlotArea& panel, const Curve& curve,
                const std::vector<double>& epochs) {
  const std::size_t every = (epochs.size() + kMostMarkers - 1) / kMostMarkers;
  for (const std::vector<Point>& stretch : panel.stretches(epochs, *curve.values)) {
    canvas.line(stretch, curve.stroke);
    // Counts from the end, so that the last value has a marker.
    for (std::size_t i = 0; i < stretch.size(); i += every) {
      canvas.marker(stretch[stretch.size() - 1 - i], curve.marker, curve.marker_size,
                    curve.stroke.colour);
    }
  }
}

void draw_labels(Canvas& canvas, const PlotArea& panel, const std::vector<Curve>& curves,
                 const std::vector<double>& epochs) {
  std::vector<EndLabel> labels;
  for (const Curve& curve : curves) {
    const auto stretches = panel.stretches(epochs, *curve.values);
    if (stretches.empty()) continue;
    const double last = curve.values->back();
    labels.push_back({curve.name,
                      curve.counts ? std::to_string(std::llround(last)) : short_number(last, 3),
                      stretches.back().back(), curve.stroke.colour, curve.stroke.colour});
  }
  draw_end_labels(canvas, panel, std::move(labels), {}, kPlotWidth);
}

void draw_panel(Canvas& canvas, const PlotArea& panel, const std::vector<Curve>& curves,
                const std::vector<double>& epochs, std::string heading, AxesStyle::XTexts texts) {
  draw_axes(canvas, panel, {.text_size = kTickSize, .x_texts = texts});
  if (panel.y.scale == Scale::kLog) heading += ", log scale";
  canvas.text({panel.left, panel.top - 26}, heading,
              {.size = fitting_size(heading, kPlotWidth - panel.left - 20, kHeadingSize, 14)});
  if (panel.y.ticks.empty()) {
    canvas.text({(panel.left + panel.right) / 2, (panel.top + panel.bottom) / 2},
                "no finite values", {.colour = kSoftInk, .align = Align::kCentre});
  }
  for (const Curve& curve : curves) draw_curve(canvas, panel, curve, epochs);
  draw_labels(canvas, panel, curves, epochs);
}

/// The lower panel.
struct Lower {
  std::vector<Curve> curves;  ///< empty: there is none
  std::string heading;
};

Lower lower_panel(const LossCurves& curves) {
  const Stroke line{kPenaltyColour, 4};
  if (!curves.weighted_penalty.empty()) {
    const std::string name = "β·" + curves.penalty_name;
    return {{{name, &curves.weighted_penalty, line, Marker::kTriangle, 16}},
            "sparsity term (" + name + "), as it enters the loss"};
  }
  if (curves.dead.empty()) return {};
  const Curve dead{"dead", &curves.dead, line, Marker::kTriangle, 16, true};
  if (curves.revived.empty()) return {{dead}, "dead units (validation)"};
  const Stroke dashed{kRevivedColour, 3.5, Dash::kDashed};
  return {{dead, {"revived", &curves.revived, dashed, Marker::kSquare, 14, true}},
          "units: dead (validation), revived in the epoch (training)"};
}

}  // namespace

std::string describe_result(const LossCurves& curves) {
  const bool validated = !curves.val_mse.empty();
  const std::vector<double>& values = validated ? curves.val_mse : curves.train_mse;
  if (values.empty()) return "";
  const auto at = [&](std::size_t i) {
    return short_number(values[i], 3) + " (epoch " +
           std::to_string(std::llround(curves.epochs[i])) + ")";
  };
  const std::size_t last = values.size() - 1;
  const std::size_t best = curves.best.value_or(last);
  const std::string line =
      std::string("last ") + (validated ? "validation" : "training") + " MSE " + at(last);
  const bool same_number = short_number(values[best], 3) == short_number(values[last], 3);
  return same_number ? line : line + ", lowest " + at(best);
}

format::Image draw_loss(const LossCurves& curves) {
  check_curves(curves);
  // Training is drawn wide below validation, so that both are visible where they coincide.
  const std::vector<Curve> errors = {
      {"training", &curves.train_mse, {kTrainingColour, 6}, Marker::kCircle, 20},
      {"validation",
       &curves.val_mse,
       {kValidationColour, 3.5, Dash::kDashed},
       Marker::kSquare,
       14}};
  const Lower below = lower_panel(curves);
  const bool two = !below.curves.empty();
  const Axis x = epoch_axis(curves.epochs);
  const Axis error_axis = common_axis(errors, two ? 7 : 9);
  const Axis lower_axis = common_axis(below.curves, 5);
  const double left = panel_left({error_axis, lower_axis});

  Canvas canvas(blank_image(kPlotWidth, kPlotHeight, kWhite));
  draw_heading(canvas,
               {.title = curves.title,
                .caption = {describe_result(curves)},
                .margin = kPlotLeft,
                .title_size = 31,
                .caption_size = 26},
               kPlotWidth);
  using enum AxesStyle::XTexts;
  const PlotArea upper{left, kPlotRight, 160, two ? 555.0 : kPlotBottom, x, error_axis};
  draw_panel(canvas, upper, errors, curves.epochs, "reconstruction error (MSE)",
             two ? kNone : kAcross);
  if (two) {
    const PlotArea lower{left, kPlotRight, 640, kPlotBottom, x, lower_axis};
    draw_panel(canvas, lower, below.curves, curves.epochs, below.heading, kAcross);
  }
  canvas.text({(left + kPlotRight) / 2, kPlotBottom + 64}, "epoch",
              {.size = kHeadingSize, .align = Align::kCentre});
  return std::move(canvas).finish();
}

}  // namespace sae::picture
