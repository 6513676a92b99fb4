// SPDX-License-Identifier: MIT
// A comparison of runs as text, Markdown, CSV and JSON.
#include "cli/compare_views.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/text.h"
#include "config/config_json.h"
#include "config/enums.h"
#include "format/csv.h"

namespace sae::cli {
namespace {

using batch::ComparedRow;
using batch::Comparison;
using batch::Statistic;
using format::Json;
using Texts = std::vector<std::string>;

constexpr const char* kNothing = "–";
constexpr std::size_t kGap = 2;

enum class ColumnUse { kName, kOption, kFigure };

/// A column of a table for people.
struct TextColumn {
  ColumnUse use = ColumnUse::kOption;
  std::string header;
  Texts cells;
  bool is_numeric = false;  ///< aligned at the right
  std::size_t width = 0;    ///< in characters
};

/// The text in exactly this width, cut with "…".
std::string fit_cell(const std::string& text, const TextColumn& column) {
  if (base::characters_in(text) > column.width) {
    return base::fit_width(text, column.width - 1) + "…";
  }
  return column.is_numeric ? base::right_aligned(text, column.width)
                           : base::fit_width(text, column.width);
}

std::string figure_header(const std::string& figure) {
  switch (batch::direction_of(figure)) {
    case batch::Direction::kLower:
      return figure + " ↓";
    case batch::Direction::kHigher:
      return figure + " ↑";
    case batch::Direction::kNone:
      return figure;
  }
  return {};
}

/// Decimals with which the largest of these numbers has five digits; none for whole numbers.
int decimals_for(const std::vector<double>& values) {
  constexpr int kDigits = 5, kMostDecimals = 20;
  double largest = 0;
  bool whole = true;
  for (const double value : values) {
    largest = std::max(largest, std::abs(value));
    whole = whole && value == std::round(value);
  }
  if (whole || largest == 0) return 0;
  return std::clamp(kDigits - 1 - static_cast<int>(std::floor(std::log10(largest))), 0,
                    kMostDecimals);
}

std::string statistic_text(const Statistic& statistic, const Comparison& comparison, int decimals) {
  if (!statistic.mean) return kNothing;
  std::string text = base::format_fixed(*statistic.mean, decimals);
  if (!comparison.has_groups()) return text;
  text.append(" ± ");
  return text.append(statistic.deviation ? base::format_fixed(*statistic.deviation, decimals)
                                         : kNothing);
}

TextColumn figure_column(const Comparison& comparison, std::size_t figure) {
  std::vector<double> values;
  for (const ComparedRow& row : comparison.rows) {
    const Statistic& statistic = row.figures[figure];
    if (statistic.mean) values.push_back(*statistic.mean);
    // Deviations of whole numbers are not whole.
    if (statistic.deviation && *statistic.deviation > 0) values.push_back(*statistic.deviation);
  }
  TextColumn column{ColumnUse::kFigure, figure_header(comparison.figures[figure]), {}, true};
  const int decimals = decimals_for(values);
  for (const ComparedRow& row : comparison.rows) {
    column.cells.push_back(statistic_text(row.figures[figure], comparison, decimals));
  }
  return column;
}

/// An option's value in a row, as text.
const std::string& option_text(const Comparison& comparison, const ComparedRow& row,
                               const std::string& option) {
  return comparison.values[row.runs.front()].options.at(option);
}

TextColumn option_column(const Comparison& comparison, const std::string& option) {
  TextColumn column{ColumnUse::kOption, option, {}, true};
  for (const ComparedRow& row : comparison.rows) {
    column.cells.push_back(base::printable(option_text(comparison, row, option)));
    const std::string& text = column.cells.back();
    column.is_numeric =
        column.is_numeric && (text == batch::kIdle || base::parse_number(text).has_value());
  }
  return column;
}

TextColumn run_column(const Comparison& comparison) {
  TextColumn column{ColumnUse::kName, "run", {}};
  for (const ComparedRow& row : comparison.rows) {
    column.cells.push_back(base::printable(comparison.names[row.runs.front()]));
  }
  return column;
}

TextColumn state_column(const Comparison& comparison) {
  TextColumn column{ColumnUse::kName, "state", {}};
  for (const ComparedRow& row : comparison.rows) {
    column.cells.push_back(comparison.runs[row.runs.front()].state);
  }
  return column;
}

TextColumn count_column(const Comparison& comparison) {
  TextColumn column{ColumnUse::kName, "n", {}, true};
  for (const ComparedRow& row : comparison.rows) {
    column.cells.push_back(std::to_string(row.runs.size()));
  }
  return column;
}

/// The columns with their widths.
std::vector<TextColumn> text_columns(const Comparison& comparison) {
  const bool groups = comparison.has_groups();
  std::vector<TextColumn> columns;
  if (!groups) columns.push_back(run_column(comparison));
  const auto is_finished = [](const run::ListedRun& run) { return run.state == "finished"; };
  if (!groups && !std::ranges::all_of(comparison.runs, is_finished)) {
    columns.push_back(state_column(comparison));
  }
  for (const std::string& option : comparison.options) {
    columns.push_back(option_column(comparison, option));
  }
  if (groups) columns.push_back(count_column(comparison));
  for (std::size_t i = 0; i < comparison.figures.size(); ++i) {
    columns.push_back(figure_column(comparison, i));
  }
  for (TextColumn& column : columns) {
    column.width = base::characters_in(column.header);
    for (const std::string& cell : column.cells) {
      column.width = std::max(column.width, base::characters_in(cell));
    }
  }
  return columns;
}

/// The columns, those of options narrowed until the table fits, the widest first.
std::vector<TextColumn> narrowed(std::vector<TextColumn> columns, std::size_t width) {
  constexpr std::size_t kLeastWidth = 6;
  std::size_t whole = kGap * (columns.size() - 1);
  for (const TextColumn& column : columns) whole += column.width;
  const auto narrow_width = [](const TextColumn& column) {
    return column.use == ColumnUse::kOption ? column.width : 0;
  };
  for (; whole > width; --whole) {
    const auto widest = std::ranges::max_element(columns, {}, narrow_width);
    if (narrow_width(*widest) <= kLeastWidth) break;
    --widest->width;
  }
  return columns;
}

/// The texts of a line, without spaces at its end.
std::string table_line(const Texts& cells, const std::vector<TextColumn>& columns) {
  const std::string gap(kGap, ' ');
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += gap;
    line += fit_cell(cells[i], columns[i]);
  }
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

Texts headers_of(const std::vector<TextColumn>& columns) {
  Texts headers;
  for (const TextColumn& column : columns) headers.push_back(column.header);
  return headers;
}

Texts cells_of(const std::vector<TextColumn>& columns, std::size_t row) {
  Texts cells;
  for (const TextColumn& column : columns) cells.push_back(column.cells[row]);
  return cells;
}

/// What the figures do not show, one sentence each.
Texts notes_on(const Comparison& comparison) {
  Texts notes;
  if (comparison.chosen_on_test) notes.emplace_back(kChosenOnTest);
  const bool has_test = std::ranges::any_of(comparison.figures, batch::is_test_figure);
  if (has_test && comparison.plan.at == config::Weights::kBest) {
    notes.emplace_back(
        "the test set was measured with the weights of the last epoch: its figures "
        "are empty here, and there with --at last");
  }
  return notes;
}

std::string markdown_line(const Texts& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    line += " ";
    for (const char letter : cell)
      line += letter == '|' ? std::string("\\|") : std::string(1, letter);
    line += " |";
  }
  return line + "\n";
}

/// Names of a row's runs.
Texts names_in(const Comparison& comparison, const ComparedRow& row) {
  Texts names;
  for (const std::size_t run : row.runs) names.push_back(comparison.names[run]);
  return names;
}

std::string number_text(const std::optional<double>& value) {
  return value ? base::format_number(*value) : "";
}

Json number_or_null(const std::optional<double>& value) {
  return value ? format::json_number(*value) : Json();
}

Texts csv_header(const Comparison& comparison) {
  const bool groups = comparison.has_groups();
  Texts header = groups ? Texts{"runs"} : Texts{"run", "state"};
  header.insert(header.end(), comparison.options.begin(), comparison.options.end());
  if (groups) header.emplace_back("n");
  for (const std::string& figure : comparison.figures) {
    header.push_back(groups ? figure + "_mean" : figure);
    if (groups) header.push_back(figure + "_std");
  }
  return header;
}

Json figures_json(const Comparison& comparison, const ComparedRow& row) {
  Json figures = Json::object();
  for (std::size_t i = 0; i < comparison.figures.size(); ++i) {
    const std::string& name = comparison.figures[i];
    const Statistic& statistic = row.figures[i];
    if (!comparison.has_groups()) {
      figures[name] = number_or_null(statistic.mean);
      continue;
    }
    figures[name + "_mean"] = number_or_null(statistic.mean);
    figures[name + "_std"] = number_or_null(statistic.deviation);
  }
  return figures;
}

Json row_object(const Comparison& comparison, const ComparedRow& row) {
  const run::ListedRun& first = comparison.runs[row.runs.front()];
  Json json = Json::object();
  if (comparison.has_groups()) {
    json["runs"] = names_in(comparison, row);
    json["n"] = row.runs.size();
  } else {
    json["run"] = comparison.names[row.runs.front()];
    json["folder"] = first.folder.string();
    json["state"] = first.state;
  }
  const Json values = config::config_json(first.config, config::Scope::kRun);
  json["options"] = Json::object();
  for (const std::string& option : comparison.options) {
    const bool idle = option_text(comparison, row, option) == batch::kIdle;
    json["options"][option] = idle ? Json() : values[option];
  }
  json["figures"] = figures_json(comparison, row);
  return json;
}

}  // namespace

std::string comparison_text(const Comparison& comparison, std::optional<std::size_t> width) {
  std::vector<TextColumn> columns = text_columns(comparison);
  if (width) columns = narrowed(std::move(columns), *width);
  std::string text = table_line(headers_of(columns), columns);
  for (std::size_t row = 0; row < comparison.rows.size(); ++row) {
    text += table_line(cells_of(columns, row), columns);
  }
  for (const std::string& note : notes_on(comparison)) text.append(note).append("\n");
  return text;
}

std::string comparison_markdown(const Comparison& comparison) {
  const std::vector<TextColumn> columns = text_columns(comparison);
  std::string text = markdown_line(headers_of(columns)) + "|";
  for (const TextColumn& column : columns) text += column.is_numeric ? "---:|" : "---|";
  text += "\n";
  for (std::size_t row = 0; row < comparison.rows.size(); ++row) {
    text += markdown_line(cells_of(columns, row));
  }
  for (const std::string& note : notes_on(comparison)) {
    text.append("\n").append(note).append("\n");
  }
  return text;
}

std::string comparison_csv(const Comparison& comparison) {
  const bool groups = comparison.has_groups();
  std::string text = format::csv_line(csv_header(comparison));
  for (const ComparedRow& row : comparison.rows) {
    Texts cells = {base::join(names_in(comparison, row), ";")};
    if (!groups) cells.push_back(comparison.runs[row.runs.front()].state);
    for (const std::string& option : comparison.options) {
      cells.push_back(option_text(comparison, row, option));
    }
    if (groups) cells.push_back(std::to_string(row.runs.size()));
    for (const Statistic& statistic : row.figures) {
      cells.push_back(number_text(statistic.mean));
      if (groups) cells.push_back(number_text(statistic.deviation));
    }
    text += format::csv_line(cells);
  }
  return text;
}

Json comparison_json(const Comparison& comparison) {
  Json metrics = Json::array(), rows = Json::array();
  for (const std::string& figure : comparison.figures) {
    metrics.push_back(
        {{"name", figure}, {"direction", batch::direction_name(batch::direction_of(figure))}});
  }
  for (const ComparedRow& row : comparison.rows) rows.push_back(row_object(comparison, row));
  Json json = {{"metrics", std::move(metrics)},
               {"options", comparison.options},
               {"at", config::enum_name(comparison.plan.at)}};
  json[comparison.has_groups() ? "groups" : "runs"] = std::move(rows);
  json["chosen_on_test"] = comparison.chosen_on_test;
  return json;
}

}  // namespace sae::cli
