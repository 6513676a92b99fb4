// SPDX-License-Identifier: MIT
// Collects the rows of a table.
#include "format/table_builder.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/classes.h"

namespace sae::format {

void TableBuilder::reserve(std::size_t rows, std::size_t columns, bool labels) {
  const auto most = static_cast<std::size_t>(options_.max_values);
  table_.values.reserve(std::min(rows * columns, most));
  if (labels) table_.labels.reserve(rows);
}

void TableBuilder::begin_row() {
  ++next_;
  complete_ = true;
  row_begin_ = table_.values.size();
}

void TableBuilder::drop_row() {
  table_.values.shrink(row_begin_);
  if (dropped_++ > 0) return;
  // All rows before it were kept.
  for (std::int64_t row = 0; row < table_.rows; ++row) table_.row_ids.push_back(taken_ + row);
}

TableRows TableBuilder::take_rows() {
  if (dropped_ == 0) {
    for (std::int64_t row = 0; row < table_.rows; ++row) table_.row_ids.push_back(taken_ + row);
  }
  TableRows rows{table_.rows, std::exchange(table_.values, {}), std::exchange(table_.labels, {}),
                 std::exchange(table_.row_ids, {})};
  taken_ += std::exchange(table_.rows, 0);
  return rows;
}

void TableBuilder::fail_size(const std::string& place) const {
  throw Error(ErrorKind::kData, place + ": expected at most " +
                                    std::to_string(options_.max_values) + " values, found more");
}

void TableBuilder::fail_classes(const std::string& place) const {
  throw Error(ErrorKind::kData,
              place + ": expected at most " + std::to_string(kMostClasses) + " classes, found more",
              "is this the label column?");
}

void TableBuilder::renumber(std::size_t column, std::size_t columns,
                            const std::vector<std::int64_t>& places) {
  for (std::size_t i = column; i < table_.values.size(); i += columns) {
    const double number = table_.values[i];
    if (number != number) continue;
    table_.values.set(i, static_cast<double>(places[static_cast<std::size_t>(number)]));
  }
}

std::vector<std::string> TableBuilder::sort_texts(std::size_t column, std::size_t columns,
                                                  const DistinctTexts& texts) {
  SortedTexts sorted = sort_naturally(texts.texts());
  renumber(column, columns, sorted.place_of);
  return std::move(sorted.texts);
}

Table TableBuilder::finish(std::vector<TableColumn> columns, std::vector<std::string> notes,
                           const std::string& label_place) {
  if (kept() == 0) {
    throw Error(ErrorKind::kData,
                name_ + (dropped_ > 0 ? ": expected a row without missing values, found none"
                                      : ": expected rows below the header, found none"));
  }
  table_.columns = std::move(columns);
  table_.rows = kept();
  table_.file_rows = next_;
  table_.notes = std::move(notes);
  if (dropped_ > 0) {
    table_.notes.push_back(base::format_count(dropped_) + " of " + base::format_count(next_) +
                           " rows left out, because values are missing");
  }
  if (labels_.size() > 0) {
    Classes classes = classes_of(labels_.texts(), label_place);
    for (std::int64_t& label : table_.labels) label = classes.of[static_cast<std::size_t>(label)];
    table_.class_names = std::move(classes.names);
  }
  return std::move(table_);
}

}  // namespace sae::format
