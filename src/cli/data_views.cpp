// SPDX-License-Identifier: MIT
// Shows data as text.
#include "cli/data_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bincount.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/text.h"
#include "data/column_summary.h"
#include "data/values.h"

namespace sae::cli {
namespace {

constexpr std::size_t kMostColumns = 30, kMostNames = 10;
constexpr std::int64_t kMostRows = 3, kMostValues = 8;

using data::ColumnSummary;
using data::Dataset;

/// A number in at most about ten characters.
std::string short_number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

/// "a 1, b 2", the first ones of many.
std::string list_counts(const std::vector<std::string>& names,
                        const std::vector<std::int64_t>& counts) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i) {
    parts.push_back(base::excerpt(names[i]) + " " + base::format_count(counts[i]));
  }
  if (names.size() > kMostNames) {
    parts.push_back("… (" + base::format_count(std::ssize(names)) + ")");
  }
  return base::join(parts, ", ");
}

std::string type_name(const Dataset& rows) {
  if (rows.features.scalar_type() == at::kByte) return "bytes";
  return rows.features.scalar_type() == at::kFloat ? "float32" : "float64";
}

std::string shape_line(const Dataset& rows, const std::string& place) {
  std::string line = place + ": " + base::format_count(rows.rows()) + " rows of ";
  if (is_picture(rows)) {
    line += std::to_string(rows.shape.height) + " x " + std::to_string(rows.shape.width) +
            (rows.shape.channels == 3 ? " RGB pixels" : " pixels");
  } else {
    line += base::format_count(rows.width()) + (rows.width() == 1 ? " feature" : " features");
  }
  line += ", " + type_name(rows);
  if (rows.file_rows > 0) line += "; the file has " + base::format_count(rows.file_rows);
  return line + "\n";
}

std::string scale_line(const data::Transform& transform) {
  return "after --scale " + enum_name(transform.scale());
}

/// Cells of a line of the columns' table.
struct ColumnLine {
  std::string name, kind, missing, low, mean, high, scaled;
};

std::string text_of(const ColumnLine& line) {
  std::array<char, 160> numbers{};
  std::snprintf(numbers.data(), numbers.size(), " %9s %12s %12s %12s   ", line.missing.c_str(),
                line.low.c_str(), line.mean.c_str(), line.high.c_str());
  return base::fit_width(line.name, 24) + " " + base::fit_width(line.kind, 6) + numbers.data() +
         line.scaled + "\n";
}

/// Summaries of rows as in the file and after scaling, as plain vectors.
class Ranges {
 public:
  Ranges(const Dataset& rows, const at::Tensor& scaled)
      : rows_(rows), before_(of(rows.features)), after_(of(scaled)) {}

  bool is_empty(std::size_t feature) const { return before_.missing[feature] == rows_.rows(); }

  /// The line of a feature.
  ColumnLine line(const std::string& name, const char* kind, std::size_t feature) const {
    const std::string missing = base::format_count(before_.missing[feature]);
    if (is_empty(feature)) return {name, "empty", missing, "", "", "", ""};
    return {name,
            kind,
            missing,
            short_number(before_.low[feature]),
            short_number(before_.mean[feature]),
            short_number(before_.high[feature]),
            short_number(after_.low[feature]) + " to " + short_number(after_.high[feature])};
  }

  /// The line of a column of texts, whose first feature is `feature`.
  ColumnLine line(const format::TableColumn& column, std::size_t feature) const {
    std::vector<std::int64_t> counts;
    for (std::size_t i = 0; i < column.texts.size(); ++i) {
      const std::int64_t present = rows_.rows() - before_.missing[feature + i];
      counts.push_back(std::llround(before_.mean[feature + i] * static_cast<double>(present)));
    }
    return {column.name,
            "text",
            base::format_count(before_.missing[feature]),
            "",
            "",
            "",
            list_counts(column.texts, counts)};
  }

  /// Whether a column lacks some values but not all.
  bool any_missing() const {
    return std::ranges::any_of(
        before_.missing, [this](std::int64_t count) { return count > 0 && count < rows_.rows(); });
  }

  /// The line of all features together.
  ColumnLine all() const {
    std::int64_t missing = 0;
    for (const std::int64_t count : before_.missing) missing += count;
    double sum = 0;
    for (const double mean : before_.mean) sum += mean;
    return {"all features",
            "number",
            base::format_count(missing),
            short_number(std::ranges::min(before_.low)),
            short_number(sum / static_cast<double>(before_.mean.size())),
            short_number(std::ranges::max(before_.high)),
            short_number(std::ranges::min(after_.low)) + " to " +
                short_number(std::ranges::max(after_.high))};
  }

 private:
  struct Lists {
    std::vector<double> low, high, mean;
    std::vector<std::int64_t> missing;
  };

  static Lists of(const at::Tensor& features) {
    const ColumnSummary summary = data::summarize_columns(features);
    return {data::to_vector<double>(summary.low), data::to_vector<double>(summary.high),
            data::to_vector<double>(summary.mean), data::to_vector<std::int64_t>(summary.missing)};
  }

  const Dataset& rows_;
  Lists before_, after_;
};

/// A line for each column of the file, the first ones of many.
std::string column_lines(const Dataset& rows, const Ranges& ranges) {
  const std::vector<format::TableColumn>& columns = rows.encoding.columns();
  if (columns.empty() || rows.window > 1) return text_of(ranges.all());
  std::string text;
  std::size_t feature = 0;
  for (std::size_t i = 0; i < std::min(columns.size(), kMostColumns); ++i) {
    const format::TableColumn& column = columns[i];
    const std::string name = column.name.empty() ? "column " + std::to_string(i) : column.name;
    if (column.kind == format::ColumnKind::kText) {
      text += text_of(ranges.line(column, feature));
      feature += column.texts.size();
    } else {
      const bool date = column.kind == format::ColumnKind::kDate;
      text += text_of(ranges.line(name, date ? "date" : "number", feature++));
    }
  }
  if (columns.size() <= kMostColumns) return text;
  return text + "… " +
         base::format_count(static_cast<std::int64_t>(columns.size() - kMostColumns)) +
         " more columns\n" + text_of(ranges.all());
}

/// Columns of numbers without any value, as --drop_columns names them.
std::vector<std::string> empty_columns(const Dataset& rows, const Ranges& ranges) {
  std::vector<std::string> names;
  if (rows.window > 1) return names;
  std::size_t feature = 0, place = 0;
  for (const format::TableColumn& column : rows.encoding.columns()) {
    const bool text = column.kind == format::ColumnKind::kText;
    const std::string name = column.name.empty() ? std::to_string(place) : column.name;
    if (!text && ranges.is_empty(feature)) names.push_back(name);
    feature += text ? column.texts.size() : 1;
    ++place;
  }
  return names;
}

/// The options without which training refuses the rows.
std::string advice(const Dataset& rows, const Ranges& ranges, const config::TableConfig& table) {
  std::string text;
  if (ranges.any_missing() && table.missing == config::Missing::kError) {
    text += "Values are missing: train with --missing drop or --missing mean.\n";
  }
  if (const auto empty = empty_columns(rows, ranges); !empty.empty()) {
    text += "Columns have no values: train with --drop_columns " + base::join(empty, ",") + ".\n";
  }
  if (!rows.encoding.categories().empty() && table.categories == config::Categories::kError) {
    text += "Columns contain texts: train with --categories onehot or --categories drop.\n";
  }
  return text;
}

std::string class_line(const Dataset& rows) {
  if (!rows.labels.defined()) return "";
  const auto classes = std::ssize(rows.class_names);
  return base::format_count(classes) + (classes == 1 ? " class: " : " classes: ") +
         list_counts(rows.class_names,
                     data::to_vector<std::int64_t>(at::bincount(rows.labels, {}, classes))) +
         "\n";
}

std::string first_rows(const Dataset& rows, const at::Tensor& scaled) {
  const std::int64_t shown = std::min(rows.rows(), kMostRows);
  const Dataset first = take_rows(rows, at::arange(shown, at::kLong));
  const std::vector<std::string> ids = id_texts(first), classes = class_texts(first);
  std::string text = "\nFirst rows after scaling:\n";
  for (std::int64_t row = 0; row < shown; ++row) {
    const auto values = data::to_vector<double>(
        scaled[row].narrow(0, 0, std::min(rows.width(), kMostValues)).to(at::kDouble));
    std::vector<std::string> cells;
    for (const double value : values) cells.push_back(short_number(value));
    if (rows.width() > kMostValues) cells.emplace_back("…");
    if (!classes.empty()) cells.push_back(classes[static_cast<std::size_t>(row)]);
    text += "  row " + ids[static_cast<std::size_t>(row)] + ": " + base::join(cells, "  ") + "\n";
  }
  return text;
}

}  // namespace

std::string describe_rows(const Dataset& rows, const data::Transform& transform,
                          const std::string& place, const config::TableConfig& table) {
  const at::Tensor scaled = transform.apply(rows.features, at::kFloat);
  const ColumnLine head = {
      "column", "type", "missing", "min", "mean", "max", scale_line(transform)};
  const Ranges ranges(rows, scaled);
  return shape_line(rows, place) + class_line(rows) + "\n" + text_of(head) +
         column_lines(rows, ranges) + advice(rows, ranges, table) + first_rows(rows, scaled);
}

}  // namespace sae::cli
