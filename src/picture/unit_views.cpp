// SPDX-License-Identifier: MIT
// Charts of the units' directions for data that are not pictures.
#include "picture/unit_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "base/text.h"
#include "data/values.h"
#include "picture/palette.h"
#include "picture/table_views.h"

namespace sae::picture {
namespace {

constexpr std::int64_t kUnitsWithCurves = 12;
constexpr std::int64_t kMostVariables = 6;

std::string units_text(const UnitDirections& shown, std::int64_t count) {
  const std::string all = base::format_count(shown.all_units) + " units";
  return count == shown.all_units ? "All " + all : base::format_count(count) + " of " + all;
}

/// The `most` columns of [M, D] with the largest norm, in column order.
std::vector<std::int64_t> heaviest(const at::Tensor& directions, std::int64_t most) {
  const at::Tensor order =
      directions.norm(2, {0}).argsort(/*stable=*/true, /*dim=*/0, /*descending=*/true);
  auto chosen = data::to_vector<std::int64_t>(order.narrow(0, 0, std::min(most, order.size(0))));
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace

HeatMap unit_map(const UnitDirections& shown, const data::Dataset& rows) {
  HeatMap map;
  const std::vector<std::int64_t> columns = heaviest(shown.directions, kMostMapRows);
  const auto count = static_cast<std::int64_t>(columns.size());
  map.title = "What each unit represents";
  map.caption = units_text(shown, shown.units.size(0)) + ", the most active first" +
                (count == rows.width() ? ""
                                       : "; " + base::format_count(count) + " of " +
                                             base::format_count(rows.width()) +
                                             " columns, those with the largest weights") +
                ". Red: high values of the column, blue: low ones.";
  map.row_label = "column";
  map.column_label = "unit";
  map.value_label = shown.meaning;
  map.bar_label = "share of validation rows in which the unit is active";
  map.bars = shown.rates;
  for (const std::int64_t column : columns) map.row_names.push_back(column_name(rows, column));
  for (const std::int64_t unit : data::to_vector<std::int64_t>(shown.units)) {
    map.column_names.push_back(std::to_string(unit));
  }
  map.values = data::to_vector<double>(
      shown.directions.index_select(1, at::tensor(columns)).t().to(at::kDouble).contiguous());
  return map;
}

PanelSheet unit_curves(const UnitDirections& shown, const data::Dataset& rows) {
  const std::int64_t count = std::min(kUnitsWithCurves, shown.units.size(0));
  const std::int64_t window = rows.window, width = rows.width() / window;
  const at::Tensor curves =
      shown.directions.narrow(0, 0, count).reshape({count, window, width}).to(at::kDouble);
  const std::vector<std::int64_t> variables = heaviest(curves.flatten(0, 1), kMostVariables);
  PanelSection section;
  section.columns = 4;
  section.width = 240;
  section.height = 150;
  section.x_label = "row within the window";
  section.y_label = shown.meaning;
  std::vector<double> x, all{0};
  for (std::int64_t i = 0; i < window; ++i) x.push_back(static_cast<double>(i));
  for (std::int64_t i = 0; i < count; ++i) {
    Chart panel;
    panel.title = "unit " + std::to_string(shown.units[i].item<std::int64_t>()) + "   active in " +
                  base::format_fixed(100 * shown.rates[static_cast<std::size_t>(i)], 0) + " %";
    panel.x = index_axis(window);
    for (std::size_t v = 0; v < variables.size(); ++v) {
      panel.series.push_back(
          {x, data::to_vector<double>(curves[i].select(1, variables[v])), {kOkabeIto[v], 2.5}});
      const auto& y = panel.series.back().y;
      all.insert(all.end(), y.begin(), y.end());
    }
    section.panels.push_back(std::move(panel));
  }
  for (Chart& panel : section.panels) panel.y = linear_axis(all, 4);
  for (std::size_t v = 0; v < variables.size(); ++v) {
    section.legend.push_back({short_label(column_name(rows, variables[v])), {kOkabeIto[v], 4}});
  }
  PanelSheet sheet;
  sheet.title = "What each unit represents";
  sheet.caption = units_text(shown, count) + ", the most active first, over the " +
                  std::to_string(window) + " rows of a window" +
                  (static_cast<std::int64_t>(variables.size()) == width
                       ? "."
                       : "; " + std::to_string(variables.size()) + " of " + std::to_string(width) +
                             " variables, those with the largest weights.");
  sheet.sections.push_back(std::move(section));
  return sheet;
}

}  // namespace sae::picture
