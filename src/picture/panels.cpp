// SPDX-License-Identifier: MIT
// Sheets of many small charts.
#include "picture/panels.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "picture/chart.h"

namespace sae::picture {
namespace {

constexpr int kPanelMargin = 36;
constexpr int kLeastSheetWidth = 900;
constexpr double kSectionHeading = 22;
constexpr double kPanelTitle = 18;
constexpr double kPanelTick = 16;
constexpr double kPanelLabel = 18;
constexpr int kHeadingRoom = 40;
constexpr int kTitleRoom = 30;  // above a panel
constexpr int kGapAcross = 30;  // between a panel and the next one's tick labels
constexpr int kGapDown = 14;
constexpr int kSectionSpace = 30;

/// Positions of a section's panels, in pixels.
struct PlacedPanels {
  const PanelSection* section;
  int top;    // of the heading
  int left;   // of the first panel's axes
  int below;  // height of the tick labels below a panel
  int step_x, step_y;
  double title_size;

  int rows() const {
    const auto count = static_cast<int>(section->panels.size());
    return (count + section->columns - 1) / section->columns;
  }
  bool shared() const { return section->sharing == PanelSection::Sharing::kXAxis; }
  int panels_top() const {
    return top + (section->heading.empty() && section->legend.empty() ? 0 : kHeadingRoom);
  }
  Box axes(int index) const {
    const int x = left + index % section->columns * step_x;
    const int y = panels_top() + index / section->columns * step_y + kTitleRoom;
    return {x, y, x + section->width, y + section->height};
  }
  bool has_tick_texts(int index) const {
    return !shared() || index + section->columns >= static_cast<int>(section->panels.size());
  }
  int right() const { return left + (section->columns - 1) * step_x + section->width; }
  int labels_bottom() const {
    return panels_top() + (rows() - 1) * step_y + kTitleRoom + section->height + below;
  }
  int bottom() const { return labels_bottom() + (section->x_label.empty() ? 0 : 30); }
};

double widest_of(const std::vector<Chart>& panels, const Axis Chart::*axis) {
  double widest = 0;
  for (const Chart& panel : panels) {
    widest = std::max(widest, widest_tick(panel.*axis, kPanelTick));
  }
  return widest;
}

PlacedPanels place_panels(const PanelSection& section, int top) {
  PlacedPanels placed{};
  placed.section = &section;
  placed.top = top;
  const int beside = static_cast<int>(widest_of(section.panels, &Chart::y)) + 12;
  placed.left = kPanelMargin + (section.y_label.empty() ? 0 : 34) + beside;
  placed.below = section.x_texts == PanelSection::TickTexts::kUpwards
                     ? static_cast<int>(widest_of(section.panels, &Chart::x)) + 16
                     : 32;
  placed.step_x = section.width + beside + kGapAcross;
  placed.step_y = kTitleRoom + section.height + kGapDown + (placed.shared() ? 0 : placed.below);
  placed.title_size = kPanelTitle;
  for (const Chart& panel : section.panels) {
    placed.title_size = fitting_size(panel.title, placed.step_x - 16, placed.title_size, 11);
  }
  return placed;
}

PlotArea area_of(const PlacedPanels& at, int index) {
  const Chart& panel = at.section->panels[static_cast<std::size_t>(index)];
  const Box box = at.axes(index);
  return {double(box.left),   double(box.right), double(box.top),
          double(box.bottom), panel.x,           panel.y};
}

/// Smallest n such that the labels of every n-th tick do not overlap.
std::size_t tick_step(const Chart& panel, const PanelSection& section) {
  double needed = kPanelTick + 2;
  if (section.x_texts == PanelSection::TickTexts::kAcross) {
    needed = panel.x.ticks.empty() ? 0 : widest_tick(panel.x, kPanelTick) + 8;
  }
  const double spacing = panel.x.ticks.size() < 2
                             ? section.width
                             : section.width * (panel.x.position(panel.x.ticks[1].value) -
                                                panel.x.position(panel.x.ticks[0].value));
  return label_step(needed, spacing);
}

AxesStyle axes_style(const PlacedPanels& at, int index) {
  using enum AxesStyle::XTexts;
  const PanelSection& section = *at.section;
  const bool upwards = section.x_texts == PanelSection::TickTexts::kUpwards;
  return {.text_size = kPanelTick,
          .grid_width = 1,
          .axis_width = 1.5,
          .x_texts = !at.has_tick_texts(index) ? kNone
                     : upwards                 ? kUpwards
                                               : kAcross,
          .x_step = tick_step(section.panels[static_cast<std::size_t>(index)], section)};
}

void draw_series(Canvas& canvas, const PlotArea& area, const PanelSeries& series) {
  // Few points are opaque; many overlapping ones are transparent.
  const double opacity = series.x.size() > 100 ? 0.4 : 0.75;
  for (const std::vector<Point>& stretch : area.stretches(series.x, series.y)) {
    if (series.kind == PanelSeries::Kind::kLine) {
      canvas.line(stretch, series.stroke);
      continue;
    }
    for (const Point& point : stretch) {
      canvas.marker(point, Marker::kCircle, series.stroke.width, series.stroke.colour, opacity);
    }
  }
}

void draw_panel_at(Canvas& canvas, const PlacedPanels& at, int index) {
  const Chart& panel = at.section->panels[static_cast<std::size_t>(index)];
  const PlotArea area = area_of(at, index);
  draw_axes(canvas, area, axes_style(at, index));
  for (const PanelSeries& series : panel.series) draw_series(canvas, area, series);
  canvas.text({area.left, area.top - 13}, panel.title, {.size = at.title_size});
}

void draw_legend_line(Canvas& canvas, const PanelSection& section, double y) {
  double x = kPanelMargin;
  if (!section.heading.empty())
    x += text_width(section.heading, kSectionHeading, Weight::kBold) + 28;
  for (const PanelLegend& entry : section.legend) {
    canvas.line({{x, y}, {x + 38, y}}, entry.stroke);
    canvas.text({x + 48, y}, entry.text, {.size = kPanelLabel});
    x += 48 + text_width(entry.text, kPanelLabel) + 24;
  }
}

void draw_section(Canvas& canvas, const PlacedPanels& at) {
  const PanelSection& section = *at.section;
  canvas.text({double(kPanelMargin), at.top + 14.0}, section.heading,
              {.size = kSectionHeading, .weight = Weight::kBold});
  draw_legend_line(canvas, section, at.top + 14.0);
  for (int i = 0; i < static_cast<int>(section.panels.size()); ++i) draw_panel_at(canvas, at, i);
  const TextStyle label{.size = kPanelLabel, .align = Align::kCentre};
  canvas.text({(at.left + at.right()) / 2.0, at.labels_bottom() + 14.0}, section.x_label, label);
  TextStyle upwards = label;
  upwards.direction = Direction::kUpwards;
  const double middle = (at.axes(0).top + at.labels_bottom() - at.below) / 2.0;
  canvas.text({kPanelMargin + 8.0, middle}, section.y_label, upwards);
}

void check_sheet(const PanelSheet& sheet) {
  const bool empty = std::ranges::any_of(sheet.sections, [](const PanelSection& section) {
    return section.panels.empty() || section.columns < 1;
  });
  if (!sheet.sections.empty() && !empty) return;
  throw Error(ErrorKind::kInternal, "panels: expected at least one in each section");
}

}  // namespace

std::string short_label(const std::string& text, std::size_t most) {
  const std::string plain = base::printable(text);
  if (plain.size() <= most) return plain;
  return std::string(base::whole_characters(plain, most - 1)) + "…";
}

format::Image draw_panels(const PanelSheet& sheet) {
  check_sheet(sheet);
  int width = kLeastSheetWidth;
  for (const PanelSection& section : sheet.sections) {
    width = std::max(width, place_panels(section, 0).right() + kPanelMargin);
  }
  const std::vector<std::string> caption = wrap_caption(sheet.caption, width);
  int y = heading_height(caption);
  std::vector<PlacedPanels> places;
  for (const PanelSection& section : sheet.sections) {
    places.push_back(place_panels(section, y + kSectionSpace / 2));
    y = places.back().bottom() + kSectionSpace / 2;
  }
  Canvas canvas(blank_image(width, y + kPanelMargin / 2, kWhite));
  draw_heading(canvas, {sheet.title, caption}, width);
  for (const PlacedPanels& at : places) draw_section(canvas, at);
  return std::move(canvas).finish();
}

}  // namespace sae::picture
