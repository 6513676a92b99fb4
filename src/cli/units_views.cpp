// SPDX-License-Identifier: MIT
// Shows the units of a run as text, CSV, JSON and a picture.
#include "cli/units_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <span>

#include "base/text.h"
#include "data/values.h"
#include "format/csv.h"
#include "picture/pictures.h"
#include "picture/tile_sheet.h"

namespace sae::cli {
namespace {

using config::UnitOrder;
using format::Json;

constexpr std::size_t kListedUnits = 20;
constexpr std::size_t kDrawnUnits = 60;

/// A column of the table.
struct UnitColumn {
  std::string name;
  std::vector<double> values;
};

std::vector<double> numbers(const at::Tensor& values) {
  return data::to_vector<double>(values.to(at::kDouble));
}

/// The share of the most frequent class among the unit's strongest rows; nan without labels.
at::Tensor purity_of(const analysis::UnitTable& table) {
  const at::Tensor& shares = table.class_shares;
  if (shares.size(1) > 0) return std::get<0>(shares.max(1));
  return at::full_like(table.rate, std::numeric_limits<double>::quiet_NaN());
}

/// Cosine to the most similar unit; nan for a single unit.
at::Tensor similarity_of(const analysis::UnitSummary& summary) {
  const at::Tensor& cosines = summary.similar.cosines;
  if (cosines.size(1) > 0) return cosines.select(1, 0);
  return at::full_like(summary.table.rate, std::numeric_limits<double>::quiet_NaN());
}

at::Tensor values_by(const ListedUnits& units, UnitOrder by) {
  const analysis::UnitSummary& summary = units.summary;
  switch (by) {
    case UnitOrder::kIndex:
      return -at::arange(summary.mean.size(0), at::kDouble);
    case UnitOrder::kRate:
      return summary.table.rate;
    case UnitOrder::kMean:
      return summary.table.mean;
    case UnitOrder::kLargest:
      return summary.table.largest;
    case UnitOrder::kImportance:
      return summary.importance.total;
    case UnitOrder::kPurity:
      return purity_of(summary.table);
    case UnitOrder::kDecoderNorm:
      return summary.decoder_norms;
    case UnitOrder::kSimilarity:
      return similarity_of(summary);
  }
  return {};
}

/// Name of the class that the unit is active for, of the two that are told apart.
const std::string& told_class(const ClassPair& tells, double area) {
  return area >= 1.0 / 2 ? tells.first : tells.second;
}

std::vector<UnitColumn> number_columns(const ListedUnits& units) {
  const analysis::UnitSummary& summary = units.summary;
  const analysis::UnitTable& table = summary.table;
  std::vector<UnitColumn> columns = {{"rate", numbers(table.rate)},
                                     {"mean", numbers(table.mean)},
                                     {"smallest", numbers(table.smallest)},
                                     {"largest", numbers(table.largest)},
                                     {"dead", numbers(table.dead)},
                                     {"decoder_norm", numbers(summary.decoder_norms)},
                                     {"importance", numbers(summary.importance.total)}};
  if (summary.similar.units.size(1) > 0) {
    columns.push_back({"nearest", numbers(summary.similar.units.select(1, 0))});
    columns.push_back({"similarity", numbers(similarity_of(summary))});
  }
  if (units.tells) columns.push_back({"auc", numbers(units.tells->area)});
  if (units.class_names.empty()) return columns;
  columns.push_back({"purity", numbers(purity_of(table))});
  for (std::size_t i = 0; i < units.class_names.size(); ++i) {
    columns.push_back(
        {"importance_" + units.class_names[i],
         numbers(summary.importance.by_class.select(1, static_cast<std::int64_t>(i)))});
  }
  return columns;
}

/// Name of the most frequent class of each unit's strongest rows; empty texts without one.
std::vector<std::string> main_classes(const ListedUnits& units) {
  const at::Tensor& shares = units.summary.table.class_shares;
  std::vector<std::string> names(static_cast<std::size_t>(shares.size(0)));
  if (units.class_names.empty()) return names;
  const auto [purity, place] = shares.max(1);
  const auto shares_of = data::to_vector<double>(purity);
  const auto places = data::to_vector<std::int64_t>(place);
  for (std::size_t unit = 0; unit < names.size(); ++unit) {
    if (!std::isnan(shares_of[unit])) {
      names[unit] = units.class_names[static_cast<std::size_t>(places[unit])];
    }
  }
  return names;
}

std::span<const std::int64_t> first_units(const ListedUnits& units, std::size_t most) {
  return std::span(units.order).first(std::min(most, units.order.size()));
}

/// One line of the table for people.
std::string line_of_unit(const ListedUnits& units, std::int64_t unit,
                         const std::string& main_class) {
  const analysis::UnitSummary& summary = units.summary;
  const auto value = [&](const at::Tensor& values) { return values[unit].item<double>(); };
  std::array<char, 128> cells{};
  std::snprintf(cells.data(), cells.size(), "%7lld %8.2f %% %9.4f %9.4f %12.3e %9.3f",
                static_cast<long long>(unit), 100 * value(summary.table.rate),
                value(summary.table.mean), value(summary.table.largest),
                value(summary.importance.total), value(summary.decoder_norms));
  std::string line = cells.data();
  if (!units.class_names.empty()) {
    const double purity = value(purity_of(summary.table));
    line += std::isnan(purity)
                ? "       –  –"
                : "  " + base::format_fixed(100 * purity, 0) + " %  " + base::printable(main_class);
  }
  if (units.tells) {
    const double area = value(units.tells->area);
    line += "   AUC " + base::format_fixed(area, 3) + " for " +
            base::printable(told_class(*units.tells, area));
  }
  return line + "\n";
}

}  // namespace

std::vector<std::int64_t> order_units(const ListedUnits& units, UnitOrder by) {
  const auto values =
      numbers(units.tells ? (units.tells->area - 1.0 / 2).abs() : values_by(units, by));
  std::vector<std::int64_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::int64_t unit) {
    const double value = values[static_cast<std::size_t>(unit)];
    return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
  });
  return order;
}

std::string units_text(const ListedUnits& units) {
  std::string text = "   unit       rate      mean   largest   importance      norm";
  text += units.class_names.empty() ? "\n" : "  purity\n";
  const std::vector<std::string> classes = main_classes(units);
  for (const std::int64_t unit : first_units(units, kListedUnits)) {
    text += line_of_unit(units, unit, classes[static_cast<std::size_t>(unit)]);
  }
  return text;
}

std::string units_bytes(const ListedUnits& units) {
  const std::vector<UnitColumn> columns = number_columns(units);
  const std::vector<std::string> classes = main_classes(units);
  std::vector<std::string> heads = {"unit"};
  for (const UnitColumn& column : columns) heads.push_back(format::csv_field(column.name));
  if (!units.class_names.empty()) heads.emplace_back("main_class");
  std::string text = base::join(heads, ",") + "\n";
  for (const std::int64_t unit : units.order) {
    const auto place = static_cast<std::size_t>(unit);
    std::vector<std::string> cells = {std::to_string(unit)};
    for (const UnitColumn& column : columns) {
      cells.push_back(base::format_number(column.values[place]));
    }
    if (!units.class_names.empty()) cells.push_back(format::csv_field(classes[place]));
    text += base::join(cells, ",") + "\n";
  }
  return text;
}

Json units_json(const ListedUnits& units) {
  const std::vector<UnitColumn> columns = number_columns(units);
  const std::vector<std::string> classes = main_classes(units);
  Json list = Json::array();
  for (const std::int64_t unit : units.order) {
    const auto place = static_cast<std::size_t>(unit);
    Json json = {{"unit", unit}};
    for (const UnitColumn& column : columns) {
      json[column.name] = format::json_number(column.values[place]);
    }
    if (!units.class_names.empty()) json["main_class"] = classes[place];
    list.push_back(std::move(json));
  }
  return list;
}

format::Image draw_units(const ListedUnits& units, const run::TrainedRun& run,
                         const data::Dataset& rows, UnitOrder by) {
  const auto shown = first_units(units, kDrawnUnits);
  const at::Tensor chosen =
      at::tensor(std::vector<std::int64_t>(shown.begin(), shown.end()), at::kLong);
  const at::Tensor images =
      picture::unit_images(run.model(), chosen, run.transform()).to(at::kFloat);
  picture::TileSection section;
  section.tiles = picture::to_tiles(picture::around_grey(images), rows.shape);
  section.heading = units.tells ? "Units that tell " + units.tells->first + " from " +
                                      units.tells->second + ", by the area under the ROC curve"
                                : "Units by " + config::enum_name(by) + "; contrast per tile";
  const at::Tensor values = units.tells ? units.tells->area : values_by(units, by);
  for (const std::int64_t unit : shown) {
    const double value = values[unit].item<double>();
    const std::string figure =
        units.tells ? told_class(*units.tells, value) + " " + base::format_fixed(value, 3)
        : by == UnitOrder::kIndex ? ""
                                  : base::format_number(std::round(value * 1e6) / 1e6);
    section.titles.push_back({"unit " + std::to_string(unit), figure});
  }
  return picture::tile_sheet({section});
}

}  // namespace sae::cli
