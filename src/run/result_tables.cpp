// SPDX-License-Identifier: MIT
// The tables of `sae classify`, `sae cluster` and `sae anomaly`.
#include "run/result_tables.h"

#include "base/text.h"
#include "data/values.h"
#include "format/csv.h"

namespace sae::run {
namespace {

/// A table of "row", the given columns, and "label" if the rows have classes. `cells(i)`: the text
/// of row i's columns, each preceded by a comma.
template <class Cells>
std::string table_by_row(const data::Dataset& rows, const std::vector<std::string>& columns,
                         const Cells& cells) {
  const std::vector<std::string> ids = data::id_texts(rows);
  const std::vector<std::string> labels = data::class_texts(rows);
  std::string text = "row";
  for (const std::string& column : columns) text += "," + column;
  text += labels.empty() ? "\n" : ",label\n";
  for (std::size_t row = 0; row < ids.size(); ++row) {
    text += format::csv_field(ids[row]) + cells(row);
    if (!labels.empty()) text += "," + format::csv_field(labels[row]);
    text += "\n";
  }
  return text;
}

}  // namespace

std::string accuracy_bytes(const std::vector<AccuracyRow>& history) {
  format::CsvTable table{{"epoch", "loss", "train_accuracy", "test_accuracy"}, {}};
  for (const AccuracyRow& row : history) {
    table.rows.push_back({static_cast<double>(row.iteration), row.loss, row.train, row.test});
  }
  return format::csv_text(table);
}

std::string confusion_bytes(const train::Confusion& confusion,
                            const std::vector<std::int64_t>& labels) {
  format::CsvTable table{{"label"}, {}};
  for (std::size_t truth = 0; truth < labels.size(); ++truth) {
    table.columns.push_back("predicted_" + std::to_string(labels[truth]));
    table.rows.push_back({static_cast<double>(labels[truth])});
    for (const std::int64_t count : confusion.counts[truth]) {
      table.rows.back().push_back(static_cast<double>(count));
    }
  }
  return format::csv_text(table);
}

std::string assignments_bytes(const data::Dataset& rows, const std::vector<Assignment>& columns) {
  std::vector<std::string> names;
  std::vector<std::vector<std::int64_t>> clusters;
  for (const Assignment& column : columns) {
    names.push_back(column.name);
    clusters.push_back(data::to_vector<std::int64_t>(column.cluster));
  }
  return table_by_row(rows, names, [&](std::size_t row) {
    std::string cells;
    for (const auto& column : clusters) cells.append(",").append(std::to_string(column[row]));
    return cells;
  });
}

std::string errors_bytes(const data::Dataset& rows, const at::Tensor& errors, double threshold) {
  const std::vector<double> values = data::to_vector<double>(errors);
  return table_by_row(rows, {"error", "above"}, [&](std::size_t row) {
    return "," + base::format_number(values[row]) + (values[row] > threshold ? ",1" : ",0");
  });
}

}  // namespace sae::run
