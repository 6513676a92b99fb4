// SPDX-License-Identifier: MIT
// Headings and axes.
#include "picture/chart.h"

#include <algorithm>
#include <cmath>

namespace sae::picture {
namespace {

/// Centre of the pixel at `place`, where a thin line is sharp.
double on_pixel(double place) { return std::round(place) + 0.5; }

void draw_x_text(Canvas& canvas, Point below_axis, const std::string& label,
                 const AxesStyle& style) {
  TextStyle text{.size = style.text_size, .colour = kSoftInk, .align = Align::kCentre};
  below_axis.y += 1.1 * style.text_size;
  if (style.x_texts == AxesStyle::XTexts::kUpwards) {
    text.align = Align::kRight;
    text.direction = Direction::kUpwards;
    below_axis.y -= 0.4 * style.text_size;
  }
  canvas.text(below_axis, label, text);
}

}  // namespace

std::vector<std::string> wrap_caption(const std::string& caption, double width) {
  return wrap_text(caption, Heading{}.caption_size, width - 2 * Heading{}.margin);
}

int heading_height(const std::vector<std::string>& caption) {
  return 62 + static_cast<int>(caption.size()) * 28;
}

void draw_heading(Canvas& canvas, const Heading& heading, double width) {
  const double room = width - 2 * heading.margin;
  const double size =
      fitting_size(heading.title, room, heading.title_size, heading.title_size / 2, Weight::kBold);
  double y = heading.title_size + 5;
  canvas.text({heading.margin, y}, heading.title, {.size = size, .weight = Weight::kBold});
  y += 0.6 * heading.title_size + heading.caption_size;
  for (const std::string& line : heading.caption) {
    canvas.text({heading.margin, y}, line,
                {.size = fitting_size(line, room, heading.caption_size, heading.caption_size / 2),
                 .colour = kSoftInk});
    y += heading.caption_size * 4 / 3;
  }
}

Point PlotArea::place(double x_value, double y_value) const {
  return {left + (right - left) * x.position(x_value),
          bottom - (bottom - top) * y.position(y_value)};
}

std::vector<std::vector<Point>> PlotArea::stretches(const std::vector<double>& xs,
                                                    const std::vector<double>& ys) const {
  std::vector<std::vector<Point>> runs(1);
  for (std::size_t i = 0; i < xs.size() && i < ys.size(); ++i) {
    if (x.can_show(xs[i]) && y.can_show(ys[i])) {
      runs.back().push_back(place(xs[i], ys[i]));
    } else if (!runs.back().empty()) {
      runs.emplace_back();
    }
  }
  if (runs.back().empty()) runs.pop_back();
  return runs;
}

double widest_tick(const Axis& axis, double text_size) {
  double widest = 0;
  for (const Tick& tick : axis.ticks) widest = std::max(widest, text_width(tick.label, text_size));
  return widest;
}

void draw_axes(Canvas& canvas, const PlotArea& area, const AxesStyle& style) {
  for (const Tick& tick : area.y.ticks) {
    const double y = on_pixel(area.place(area.x.low, tick.value).y);
    canvas.line({{area.left, y}, {area.right, y}}, {kGridGrey, style.grid_width});
    canvas.text({area.left - 0.55 * style.text_size, y}, tick.label,
                {.size = style.text_size, .colour = kSoftInk, .align = Align::kRight});
  }
  for (std::size_t i = 0; i < area.x.ticks.size(); ++i) {
    const Tick& tick = area.x.ticks[i];
    const double x = on_pixel(area.place(tick.value, area.y.low).x);
    canvas.line({{x, area.top}, {x, area.bottom}}, {kGridGrey, style.grid_width});
    if (style.x_texts == AxesStyle::XTexts::kNone || i % style.x_step != 0) continue;
    canvas.line({{x, area.bottom}, {x, area.bottom + 0.3 * style.text_size}},
                {kSoftInk, style.axis_width});
    draw_x_text(canvas, {x, area.bottom}, tick.label, style);
  }
  canvas.line({{area.left, area.top}, {area.left, area.bottom}, {area.right, area.bottom}},
              {kSoftInk, style.axis_width});
}

}  // namespace sae::picture
