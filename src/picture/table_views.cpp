// SPDX-License-Identifier: MIT
// Charts of reconstructions of data that are not pictures.
#include "picture/table_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/text.h"
#include "data/row_choice.h"
#include "data/values.h"

namespace sae::picture {
namespace {

constexpr std::size_t kColumnsShown = 12;
constexpr std::size_t kVariablesShown = 4;
constexpr std::int64_t kPointsShown = 400;
constexpr std::int64_t kMostNamedColumns = 60;
constexpr std::int64_t kManyColumns = 200;
constexpr int kLinesWidth = 1180;
constexpr int kMostTicks = 4;

// Okabe and Ito's blue and vermillion.
constexpr Colour kPointColour{0, 114, 178};
constexpr Colour kOutputColour{213, 94, 0};
constexpr Colour kOriginalColour{70, 70, 70};
constexpr Colour kNoiseColour{185, 185, 185};
const Stroke kDiagonal{{150, 150, 150}, 1.5, Dash::kDashed};

std::string r2_text(double r2) {
  return std::isnan(r2) ? "constant, no R²" : "R² " + base::format_fixed(r2, 3);
}

/// "12 columns" if all are shown, otherwise "12 of 30 columns".
std::string of_all(std::size_t shown, std::size_t all, const std::string& what) {
  const auto text = [](std::size_t n) { return base::format_count(static_cast<std::int64_t>(n)); };
  return (shown == all ? "" : text(shown) + " of ") + text(all) + " " + what +
         (all == 1 ? "" : "s");
}

std::string median_text(std::vector<double> r2) {
  std::erase_if(r2, [](double value) { return std::isnan(value); });
  if (r2.size() < 2) return "";
  std::ranges::sort(r2);
  const double median = (r2[(r2.size() - 1) / 2] + r2[r2.size() / 2]) / 2;
  return ", median " + base::format_fixed(median, 3) + " of all";
}

std::string explain_r2(const std::vector<double>& r2, const std::string& rows) {
  return "R² over " + rows + " (1: exact; 0: no better than the mean)" + median_text(r2) + ".";
}

/// "12 of 30 columns, the lowest R² first".
std::string describe_order(std::size_t shown, std::size_t all, const std::string& what) {
  return of_all(shown, all, what) + (shown > 1 ? ", the lowest R² first" : "");
}

at::Tensor in_own_units(const data::Transform& transform, const at::Tensor& values) {
  return transform.undo(values.detach().cpu().to(at::kDouble));
}

Chart scatter_panel(const std::string& title, const std::vector<double>& original,
                    const std::vector<double>& output) {
  std::vector<double> all = original;
  all.insert(all.end(), output.begin(), output.end());
  Chart panel;
  panel.title = title;
  panel.x = panel.y = linear_axis(all, kMostTicks);
  const std::vector<double> ends{panel.x.low, panel.x.high};
  panel.series.push_back({ends, ends, kDiagonal});
  panel.series.push_back({original, output, {kPointColour, 7}, PanelSeries::Kind::kPoints});
  return panel;
}

PanelSection scatter_section(const TableResult& result, const std::vector<double>& r2,
                             const at::Tensor& original, const at::Tensor& output) {
  PanelSection section;
  section.x_label = "original";
  section.y_label = "reconstruction";
  const std::vector<std::int64_t> order = worst_first(r2);
  const std::size_t count = std::min(order.size(), kColumnsShown);
  section.columns = count <= 4 ? static_cast<int>(count) : count <= 6 ? 3 : 4;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t column = order[i];
    section.panels.push_back(scatter_panel(short_label(column_name(result.rows, column)) + "   " +
                                               r2_text(r2[static_cast<std::size_t>(column)]),
                                           data::to_vector<double>(original.select(1, column)),
                                           data::to_vector<double>(output.select(1, column))));
  }
  return section;
}

std::int64_t row_id(const data::Dataset& rows, std::int64_t row) {
  return rows.row_ids.defined() ? rows.row_ids[row].item<std::int64_t>() : row;
}

std::string row_title(const data::Dataset& rows, std::int64_t row) {
  const std::string text = "row " + base::format_count(row_id(rows, row));
  if (!rows.labels.defined()) return text;
  const auto label = rows.labels[row].item<std::int64_t>();
  const bool named = label >= 0 && label < static_cast<std::int64_t>(rows.class_names.size());
  return text + ", class " +
         (named ? short_label(rows.class_names[static_cast<std::size_t>(label)])
                : std::to_string(label));
}

std::vector<double> doubles(const at::Tensor& values) {
  return data::to_vector<double>(values.to(at::kDouble));
}

std::vector<double> indices(std::int64_t count) {
  std::vector<double> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

/// Curves of the input (if corrupted), the original and the reconstruction, [W] each.
std::vector<PanelSeries> three_curves(const at::Tensor& seen, const at::Tensor& original,
                                      const at::Tensor& output) {
  const std::vector<double> x = indices(original.size(0));
  const double width = original.size(0) > kManyColumns ? 1 : 2;
  std::vector<PanelSeries> series;
  if (seen.defined()) series.push_back({x, doubles(seen), {kNoiseColour, 0.75 * width}});
  series.push_back({x, doubles(original), {kOriginalColour, width}});
  series.push_back({x, doubles(output), {kOutputColour, width}});
  return series;
}

std::vector<PanelLegend> three_legends(const TableResult& result) {
  std::vector<PanelLegend> legend{{"original", {kOriginalColour, 3}},
                                  {"reconstruction", {kOutputColour, 3}}};
  if (result.seen.defined()) legend.push_back({"corrupted input", {kNoiseColour, 3}});
  return legend;
}

/// Gives all panels the same y axis, so that they are comparable.
void share_y_axis(std::vector<Chart>& panels) {
  std::vector<double> all;
  for (const Chart& panel : panels) {
    for (const auto& series : panel.series) all.insert(all.end(), series.y.begin(), series.y.end());
  }
  const Axis axis = linear_axis(all, kMostTicks);
  for (Chart& panel : panels) panel.y = axis;
}

std::vector<std::string> first_names(const data::Dataset& rows, std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t column = 0; column < count; ++column) {
    names.push_back(short_label(column_name(rows, column)));
  }
  return names;
}

/// Whether the names fit next to each other in the width of the lines.
bool fit_across(const std::vector<std::string>& names) {
  const double room = kLinesWidth / static_cast<double>(names.size()) - 8;
  return std::ranges::all_of(names, [&](const auto& name) { return text_width(name, 16) <= room; });
}

/// The first `columns` columns of the given rows.
PanelSection lines_section(const TableResult& result, const std::vector<std::int64_t>& rows,
                           std::int64_t columns) {
  PanelSection section;
  section.y_label = "value in the network's scale";
  section.width = kLinesWidth;
  section.height = 110;
  section.sharing = PanelSection::Sharing::kXAxis;
  std::vector<std::string> names;
  if (columns <= kMostNamedColumns) names = first_names(result.rows, columns);
  if (names.empty()) section.x_label = "column index";
  if (!names.empty() && !fit_across(names)) section.x_texts = PanelSection::TickTexts::kUpwards;
  for (const std::int64_t row : rows) {
    const auto part = [&](const at::Tensor& values) {
      return values.defined() ? values[row].narrow(0, 0, columns) : values;
    };
    Chart panel;
    panel.title = row_title(result.rows, row);
    panel.x = index_axis(columns, names);
    panel.series = three_curves(part(result.seen), part(result.rows.features), part(result.output));
    section.panels.push_back(std::move(panel));
  }
  share_y_axis(section.panels);
  return section;
}

/// All columns of some rows. With many columns it shows fewer rows, and the first columns again in
/// a separate section, because curves of neighbouring columns that differ hide each other.
std::vector<PanelSection> lines_sections(const TableResult& result) {
  std::vector<std::int64_t> rows = data::to_vector<std::int64_t>(result.lines);
  const std::int64_t columns = result.rows.width();
  if (columns > kManyColumns) rows.resize(std::min<std::size_t>(rows.size(), 3));
  std::vector<PanelSection> sections{lines_section(result, rows, columns)};
  sections.front().heading = "Rows";
  sections.front().legend = three_legends(result);
  if (columns <= kManyColumns) return sections;
  sections.push_back(lines_section(result, rows, kMostNamedColumns));
  sections.back().heading =
      "The same rows, first " + std::to_string(kMostNamedColumns) + " columns";
  return sections;
}

/// Reshapes [N, D] to [N, W, V].
at::Tensor as_windows(const at::Tensor& values, std::int64_t window) {
  return values.reshape({values.size(0), window, values.size(1) / window});
}

/// values: [N, W, V] in the data's units.
struct Windows {
  at::Tensor seen, original, output;
};

std::string window_title(const TableResult& result, std::int64_t row) {
  const std::int64_t last = row_id(result.rows, row);
  return "rows " + base::format_count(last - result.rows.window + 1) + " to " +
         base::format_count(last);
}

PanelSection variable_section(const TableResult& result, const Windows& windows,
                              std::int64_t variable, double r2) {
  PanelSection section;
  section.heading = short_label(column_name(result.rows, variable)) + "   " + r2_text(r2);
  section.columns = 3;
  section.width = 350;
  section.height = 150;
  const bool only_one = windows.original.size(2) == 1;
  const std::vector<std::int64_t> rows = data::to_vector<std::int64_t>(result.lines);
  for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), only_one ? 6 : 3); ++i) {
    const auto of = [&](const at::Tensor& values) {
      return values.defined() ? values[rows[i]].select(1, variable) : values;
    };
    Chart panel;
    panel.title = window_title(result, rows[i]);
    panel.x = index_axis(result.rows.window);
    panel.series = three_curves(of(windows.seen), of(windows.original), of(windows.output));
    section.panels.push_back(std::move(panel));
  }
  share_y_axis(section.panels);
  return section;
}

}  // namespace

std::vector<double> column_r2(const at::Tensor& original, const at::Tensor& output) {
  const at::Tensor wanted = original.to(at::kDouble), found = output.to(at::kDouble);
  const at::Tensor error = (wanted - found).square().sum(0);
  const at::Tensor variation = (wanted - wanted.mean(0)).square().sum(0);
  const at::Tensor constant = wanted.amax({0}) == wanted.amin({0});
  return data::to_vector<double>(
      at::where(constant, std::numeric_limits<double>::quiet_NaN(), 1 - error / variation));
}

std::vector<std::int64_t> worst_first(const std::vector<double>& r2) {
  std::vector<std::int64_t> order(r2.size());
  std::iota(order.begin(), order.end(), 0);
  const auto of = [&](std::int64_t column) {
    const double value = r2[static_cast<std::size_t>(column)];
    return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
  };
  std::ranges::stable_sort(order, {}, of);
  return order;
}

std::string column_name(const data::Dataset& rows, std::int64_t column) {
  const auto index = static_cast<std::size_t>(column);
  if (index < rows.column_names.size() && !rows.column_names[index].empty()) {
    return rows.column_names[index];
  }
  return "column " + std::to_string(column);
}

PanelSheet table_sheet(const TableResult& result) {
  const at::Tensor original = in_own_units(result.transform, result.rows.features);
  const at::Tensor output = in_own_units(result.transform, result.output);
  const std::vector<double> r2 = column_r2(original, output);
  const at::Tensor drawn = data::evenly_spaced(original.size(0), kPointsShown);
  PanelSheet sheet;
  sheet.title = "Reconstructed " + result.kind + " rows, epoch " + std::to_string(result.epoch);
  const std::size_t shown = std::min(r2.size(), kColumnsShown);
  sheet.caption = "Original against reconstruction of " +
                  describe_order(shown, r2.size(), "column") +
                  ", in the units of the data; on the dashed line they are "
                  "equal. " +
                  explain_r2(r2, base::format_count(original.size(0)) + " rows");
  sheet.sections.push_back(
      scatter_section(result, r2, original.index_select(0, drawn), output.index_select(0, drawn)));
  for (PanelSection& section : lines_sections(result)) sheet.sections.push_back(section);
  return sheet;
}

PanelSheet series_sheet(const TableResult& result) {
  const std::int64_t window = result.rows.window;
  const auto windows_of = [&](const at::Tensor& values) {
    return values.defined() ? as_windows(in_own_units(result.transform, values), window) : values;
  };
  const Windows windows{windows_of(result.seen), windows_of(result.rows.features),
                        windows_of(result.output)};
  const std::vector<double> r2 =
      column_r2(windows.original.flatten(0, 1), windows.output.flatten(0, 1));
  const std::vector<std::int64_t> order = worst_first(r2);
  const std::size_t shown = std::min(order.size(), kVariablesShown);
  PanelSheet sheet;
  sheet.title = "Reconstructed " + result.kind + " windows of " + std::to_string(window) +
                " rows, epoch " + std::to_string(result.epoch);
  sheet.caption = describe_order(shown, r2.size(), "variable") + ", in the units of the data. " +
                  explain_r2(r2, base::format_count(result.rows.rows()) + " windows");
  for (std::size_t i = 0; i < shown; ++i) {
    const auto variable = static_cast<std::size_t>(order[i]);
    sheet.sections.push_back(variable_section(result, windows, order[i], r2[variable]));
  }
  sheet.sections.front().legend = three_legends(result);
  sheet.sections.back().x_label = "row within the window";
  return sheet;
}

}  // namespace sae::picture
