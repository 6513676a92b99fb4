// SPDX-License-Identifier: MIT
// A matrix of numbers as a heat map.
#include "picture/heat_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "picture/axis.h"
#include "picture/chart.h"
#include "picture/panels.h"

namespace sae::picture {
namespace {

constexpr int kMapMargin = 36;
constexpr int kMapWidth = 1100;
constexpr int kMapHeight = 1000;
constexpr int kWidestCell = 80;
constexpr int kHighestCell = 32;
constexpr int kLeastPlotWidth = 660;  // leaves room for title and caption
constexpr double kMapText = 17;
constexpr double kMapLabel = 18;
constexpr int kBarsHeight = 70;
constexpr int kScaleRoom = 150;  // to the right of the map
constexpr int kScaleWidth = 20;
constexpr int kLeastScaleHeight = 120;
constexpr Colour kBarColour{120, 132, 146};
constexpr Colour kNoNumber{190, 190, 190};

struct MapLayout {
  CellSize cell;
  int left, top;  // top left corner of the map
  int width, height;
  std::vector<std::string> caption;
  int image_width, image_height;

  double row_middle(std::size_t row) const {
    return top + (static_cast<double>(row) + 0.5) * cell.height;
  }
  double column_middle(std::size_t column) const {
    return left + (static_cast<double>(column) + 0.5) * cell.width;
  }
};

double widest_name(const std::vector<std::string>& names) {
  double widest = 0;
  for (const std::string& name : names) {
    widest = std::max(widest, text_width(short_label(name), kMapText));
  }
  return widest;
}

int scale_height(const MapLayout& at) { return std::clamp(at.height, kLeastScaleHeight, 300); }

MapLayout lay_out_map(const HeatMap& map) {
  MapLayout at{};
  at.cell = cell_size(map.row_names.size(), map.column_names.size());
  at.width = at.cell.width * static_cast<int>(map.column_names.size());
  at.height = at.cell.height * static_cast<int>(map.row_names.size());
  at.left = kMapMargin + 34 + static_cast<int>(widest_name(map.row_names)) + 10;
  at.image_width = at.left + std::max(at.width + kScaleRoom, kLeastPlotWidth) + kMapMargin;
  at.caption = wrap_caption(map.caption, at.image_width);
  at.top = heading_height(at.caption) + 12 + (map.bars.empty() ? 0 : kBarsHeight + 34);
  at.image_height = at.top + std::max(at.height + 84, scale_height(at) + 100);
  return at;
}

void fill_map(format::Image& image, const MapLayout& at, const HeatMap& map, double limit) {
  const std::size_t columns = map.column_names.size();
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    const int x = at.left + static_cast<int>(i % columns) * at.cell.width;
    const int y = at.top + static_cast<int>(i / columns) * at.cell.height;
    fill_box(image, {x, y, x + at.cell.width, y + at.cell.height},
             diverging_colour(limit > 0 ? map.values[i] / limit : 0 * map.values[i]));
  }
}

/// The colour scale's box, from its top (1) to its bottom (-1).
Box scale_box(const MapLayout& at) {
  const int left = at.left + at.width + 36;
  return {left, at.top, left + kScaleWidth, at.top + scale_height(at)};
}

void fill_scale(format::Image& image, const Box& box) {
  for (int y = box.top; y < box.bottom; ++y) {
    const double share = 1 - 2 * (y - box.top + 0.5) / (box.bottom - box.top);
    fill_box(image, {box.left, y, box.right, y + 1}, diverging_colour(share));
  }
}

void write_scale(Canvas& canvas, const Box& box, const HeatMap& map, double limit) {
  const TextStyle style{.size = kMapText, .colour = kSoftInk};
  const double x = box.right + 8.0;
  const std::string most = short_number(limit, 2);
  canvas.text({x, box.top + 6.0}, "+" + most, style);
  canvas.text({x, (box.top + box.bottom) / 2.0}, "0", style);
  canvas.text({x, box.bottom - 6.0}, "−" + most, style);
  double y = box.bottom + 22;
  for (const std::string& line : wrap_text(map.value_label, kMapText, kScaleRoom - 20)) {
    canvas.text({double(box.left), y}, line, {.size = kMapText});
    y += 21;
  }
}

std::size_t row_step(const MapLayout& at) { return label_step(kMapText + 2, at.cell.height); }

std::size_t column_step(const HeatMap& map, const MapLayout& at) {
  return label_step(widest_name(map.column_names) + 8, at.cell.width);
}

/// Axis label suffix if not every row or column is named.
std::string every_text(std::size_t step) {
  return step == 1 ? "" : " (one in " + std::to_string(step) + " is named)";
}

void write_map_names(Canvas& canvas, const MapLayout& at, const HeatMap& map) {
  for (std::size_t i = 0; i < map.row_names.size(); i += row_step(at)) {
    const std::string name = short_label(map.row_names[i]);
    canvas.text({at.left - 9.0, at.row_middle(i)}, name,
                {.size = kMapText, .colour = kSoftInk, .align = Align::kRight});
  }
  const std::size_t step = column_step(map, at);
  for (std::size_t i = 0; i < map.column_names.size(); i += step) {
    canvas.text({at.column_middle(i), at.top + at.height + 16.0}, short_label(map.column_names[i]),
                {.size = kMapText, .colour = kSoftInk, .align = Align::kCentre});
  }
}

void draw_bars(Canvas& canvas, const MapLayout& at, const HeatMap& map) {
  if (map.bars.empty()) return;
  const double base = at.top - 10, height = kBarsHeight, right = at.left + at.width;
  const TextStyle style{.size = kMapText, .colour = kSoftInk};
  for (const double share : {0.0, 1.0}) {
    const double y = std::round(base - height * share) + 0.5;
    canvas.line({{double(at.left), y}, {right, y}}, {kGridGrey, 1});
    canvas.text({right + 8, y}, share == 0 ? "0" : "100 %", style);
  }
  const double thickness = std::max(1.0, 0.8 * at.cell.width);
  for (std::size_t i = 0; i < map.bars.size(); ++i) {
    const double x = at.column_middle(i) - thickness / 2;
    const double y = base - height * std::clamp(map.bars[i], 0.0, 1.0);
    if (y > base - 0.5) continue;
    canvas.polygon({{x, base}, {x, y}, {x + thickness, y}, {x + thickness, base}}, kBarColour);
  }
  canvas.text({double(at.left), base - height - 20}, map.bar_label, {.size = kMapLabel});
}

void write_map_titles(Canvas& canvas, const MapLayout& at, const HeatMap& map) {
  draw_heading(canvas, {map.title, at.caption}, at.image_width);
  TextStyle label{.size = kMapLabel, .align = Align::kCentre};
  const double middle = at.left + at.width / 2.0;
  canvas.text({middle, at.top + at.height + 48.0},
              map.column_label + every_text(column_step(map, at)), label);
  label.direction = Direction::kUpwards;
  canvas.text({kMapMargin + 8.0, at.top + at.height / 2.0},
              map.row_label + every_text(row_step(at)), label);
}

void check_map(const HeatMap& map) {
  const std::size_t rows = map.row_names.size(), columns = map.column_names.size();
  const bool bars = map.bars.empty() || map.bars.size() == columns;
  if (rows > 0 && rows <= kMostMapRows && columns > 0 && columns <= kMostMapColumns && bars &&
      map.values.size() == rows * columns) {
    return;
  }
  throw Error(ErrorKind::kInternal, "heat map: expected a value for each name, found " +
                                        std::to_string(rows) + " x " + std::to_string(columns) +
                                        " names and " + std::to_string(map.values.size()) +
                                        " values");
}

}  // namespace

CellSize cell_size(std::size_t rows, std::size_t columns) {
  const auto share = [](int room, std::size_t count, int most) {
    return std::clamp(room / static_cast<int>(count), 1, most);
  };
  return {share(kMapWidth, columns, kWidestCell), share(kMapHeight, rows, kHighestCell)};
}

double colour_limit(const std::vector<double>& values) {
  std::vector<double> sizes;
  for (const double value : values) {
    if (std::isfinite(value)) sizes.push_back(std::abs(value));
  }
  if (sizes.empty()) return 0;
  std::ranges::sort(sizes);
  const double limit = sizes[sizes.size() - 1 - sizes.size() / 100];
  return limit > 0 ? limit : sizes.back();
}

Colour diverging_colour(double share) {
  if (!std::isfinite(share)) return kNoNumber;
  // ColorBrewer's RdBu, from the middle to the ends.
  using Stop = std::array<double, 3>;
  static constexpr std::array<Stop, 4> kReds = {
      {{255, 255, 255}, {244, 165, 130}, {202, 52, 52}, {103, 0, 31}}};
  static constexpr std::array<Stop, 4> kBlues = {
      {{255, 255, 255}, {146, 197, 222}, {44, 110, 182}, {5, 48, 97}}};
  const auto& stops = share < 0 ? kBlues : kReds;
  const double place = 3 * std::min(std::abs(share), 1.0);
  const auto first = std::min(static_cast<std::size_t>(place), std::size_t{2});
  const double part = place - static_cast<double>(first);
  const auto mix = [&](std::size_t channel) {
    const double from = stops[first][channel], to = stops[first + 1][channel];
    return static_cast<std::uint8_t>(std::lround(from + part * (to - from)));
  };
  return {mix(0), mix(1), mix(2)};
}

format::Image draw_heat_map(const HeatMap& map) {
  check_map(map);
  const MapLayout at = lay_out_map(map);
  const double limit = colour_limit(map.values);
  format::Image image = blank_image(at.image_width, at.image_height, kWhite);
  fill_map(image, at, map, limit);
  const Box scale = scale_box(at);
  fill_scale(image, scale);
  Canvas canvas(std::move(image));
  write_map_titles(canvas, at, map);
  draw_bars(canvas, at, map);
  write_map_names(canvas, at, map);
  write_scale(canvas, scale, map, limit);
  return std::move(canvas).finish();
}

}  // namespace sae::picture
