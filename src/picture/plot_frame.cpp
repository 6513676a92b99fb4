// SPDX-License-Identifier: MIT
// The frame of a chart of several runs: texts, legend and axes.
#include "picture/plot_frame.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sae::picture {
namespace {

constexpr double kFrameMargin = 40;
constexpr double kFrameBottom = 800;  // of the axes
constexpr double kFrameTick = 25;
constexpr double kFrameLabel = 26;
constexpr double kFrameTitle = 31;
constexpr double kFrameCaption = 22;
constexpr double kEntryText = 21;
constexpr double kEntryLine = 32;
constexpr double kSwatch = 18;

Axis axis_of(const std::vector<double>& values, AxisKind kind, int most_ticks) {
  switch (kind) {
    case AxisKind::kValues:
      return value_axis(values, most_ticks);
    case AxisKind::kLinear:
      return linear_axis(values, most_ticks);
    case AxisKind::kFromZero: {
      std::vector<double> all = values;
      all.push_back(0);
      return linear_axis(all, most_ticks);
    }
    case AxisKind::kEpochs:
      return epoch_axis(values);
  }
  return {};
}

/// Whether neighbouring tick labels are apart on an axis of `width` pixels.
bool labels_fit(const Axis& axis, double width) {
  constexpr double kLeastGap = 16;
  for (std::size_t i = 1; i < axis.ticks.size(); ++i) {
    const Tick &left = axis.ticks[i - 1], &right = axis.ticks[i];
    const double needed =
        (text_width(left.label, kFrameTick) + text_width(right.label, kFrameTick)) / 2 + kLeastGap;
    if (width * (axis.position(right.value) - axis.position(left.value)) < needed) return false;
  }
  return true;
}

/// Positions of the legend's entries, in lines from `top`.
std::vector<Point> place_legend(const std::vector<ColourMeaning>& legend, double top) {
  std::vector<Point> places;
  Point next{kFrameMargin, top};
  for (const ColourMeaning& entry : legend) {
    const double width = kSwatch + 10 + text_width(entry.text, kEntryText);
    if (next.x > kFrameMargin && next.x + width > kFrameWidth - kFrameMargin) {
      next = {kFrameMargin, next.y + kEntryLine};
    }
    places.push_back(next);
    next.x += width + 28;
  }
  return places;
}

}  // namespace

Axis fitting_x_axis(const std::vector<double>& values, AxisKind kind, double width) {
  constexpr int kMostTicks = 9, kFewestTicks = 3;
  Axis axis;
  for (int most = kMostTicks; most >= kFewestTicks; --most) {
    axis = axis_of(values, kind, most);
    if (labels_fit(axis, width)) break;
  }
  return axis;
}

PlotFrame::PlotFrame(FrameTexts texts, std::vector<ColourMeaning> legend, const FrameValues& values,
                     double right)
    : texts_(std::move(texts)), legend_(std::move(legend)) {
  caption_ = wrap_text(texts_.caption, kFrameCaption, kFrameWidth - 2 * kFrameMargin);
  double top = kFrameTitle + 5 + 0.6 * kFrameTitle + kFrameCaption / 2 +
               static_cast<double>(caption_.size()) * kFrameCaption * 4 / 3;
  entries_ = place_legend(legend_, top + 18);
  if (!entries_.empty()) top = entries_.back().y + kEntryLine / 2;
  area_.y = value_axis(values.ys, 9);
  const double beside = std::clamp(kFrameMargin + widest_tick(area_.y, kFrameTick), 120.0, 300.0);
  area_.left = beside;
  area_.right = right;
  area_.top = top + 58;
  area_.bottom = kFrameBottom;
  area_.x = fitting_x_axis(values.xs, values.x_kind, area_.right - area_.left);
}

void PlotFrame::draw_legend(Canvas& canvas) const {
  for (std::size_t i = 0; i < legend_.size(); ++i) {
    const Point& place = entries_[i];
    const double room = kFrameWidth - kFrameMargin - place.x - kSwatch - 10;
    canvas.marker({place.x + kSwatch / 2, place.y}, Marker::kCircle, kSwatch, legend_[i].colour);
    canvas.text({place.x + kSwatch + 10, place.y}, legend_[i].text,
                {.size = fitting_size(legend_[i].text, room, kEntryText, kEntryText / 2)});
  }
}

void PlotFrame::draw(Canvas& canvas) const {
  draw_heading(canvas,
               {.title = texts_.title,
                .caption = caption_,
                .margin = kFrameMargin,
                .title_size = kFrameTitle,
                .caption_size = kFrameCaption},
               kFrameWidth);
  draw_legend(canvas);
  draw_axes(canvas, area_, {.text_size = kFrameTick});
  const auto with_scale = [](const std::string& label, const Axis& axis) {
    return axis.scale == Scale::kLog ? label + ", log scale" : label;
  };
  const std::string y_label = with_scale(texts_.y_label, area_.y);
  canvas.text({area_.left, area_.top - 26}, y_label,
              {.size = fitting_size(y_label, kFrameWidth - area_.left - 20, kFrameLabel, 14)});
  canvas.text({(area_.left + area_.right) / 2, kFrameBottom + 64},
              with_scale(texts_.x_label, area_.x), {.size = kFrameLabel, .align = Align::kCentre});
}

}  // namespace sae::picture
