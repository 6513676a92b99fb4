// SPDX-License-Identifier: MIT
// Collects the rows of a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "format/distinct_texts.h"
#include "format/table.h"

namespace sae::format {

/// Rows of a table, which may be a part of it.
struct TableRows {
  std::int64_t rows = 0;
  TableValues values;                 ///< rows x columns, row-major
  std::vector<std::int64_t> labels;   ///< one per row, or empty
  std::vector<std::int64_t> row_ids;  ///< number of each row in the file
};

/// Takes the values of a table row by row, and numbers its labels. A row is begun, its values are
/// added, and it is kept or dropped.
class TableBuilder {
 public:
  /// Both must outlive the builder. `name` is the file name for messages.
  TableBuilder(const std::string& name, const TableOptions& options)
      : name_(name), options_(options) {}

  /// Reserves memory for rows of `columns` values, at most as many as the options allow.
  void reserve(std::size_t rows, std::size_t columns, bool labels);

  void begin_row();
  void add(double value) {
    complete_ = complete_ && value == value;
    table_.values.add(value);
  }
  /// Ends a row without a label: keeps it, or drops it if a value is missing and the options say
  /// so. `place` returns its place for messages. Throws sae::Error (kData) on too many values.
  template <class Place>
  void end_row(const Place& place) {
    if (is_to_drop(false)) return drop_row();
    keep_row(place);
  }
  /// Ends a row with a label in the same way. `label` returns its text, or throws; it is called
  /// only if the row is kept.
  template <class Label, class Place>
  void end_row(bool label_missing, const Label& label, const Place& place) {
    if (is_to_drop(label_missing)) return drop_row();
    keep_row(label(), place);
  }

  /// Rows that were kept and not taken.
  std::int64_t rows() const { return table_.rows; }
  /// Rows that were kept, also those taken.
  std::int64_t kept() const { return taken_ + table_.rows; }
  /// Rows that were kept with the label of the first one of them.
  std::int64_t rows_of_first_label() const { return rows_of_first_label_; }
  /// Moves the rows out. Their labels are indices into label_texts.
  TableRows take_rows();
  /// The distinct labels in the order of their first rows.
  std::vector<std::string> label_texts() const { return labels_.texts(); }

  /// The table of these columns and all rows, without those that were taken. The notes of the
  /// builder follow `notes`. Throws sae::Error (kData) if no row was kept and if classes_of refuses
  /// the labels; label_place: the column, for messages.
  Table finish(std::vector<TableColumn> columns, std::vector<std::string> notes,
               const std::string& label_place);
  /// Renumbers a column of texts from their order of appearance to natural order, in which it
  /// returns them. Call it before `finish`.
  std::vector<std::string> sort_texts(std::size_t column, std::size_t columns,
                                      const DistinctTexts& texts);

 private:
  /// Whether the row must be dropped, because a value or its label is missing.
  bool is_to_drop(bool label_missing) const {
    return options_.missing == MissingValues::kDropRow && (label_missing || !complete_);
  }
  void drop_row();
  template <class Place>
  void keep_row(const Place& place) {
    const auto count = static_cast<std::int64_t>(table_.values.size());
    if (count > options_.max_values) fail_size(place());
    ++table_.rows;
    if (dropped_ > 0) table_.row_ids.push_back(next_ - 1);
  }
  template <class Place>
  void keep_row(std::string_view label, const Place& place) {
    const auto number = labels_.number(label);
    if (!number) fail_classes(place());
    if (*number == 0) ++rows_of_first_label_;
    table_.labels.push_back(*number);
    keep_row(place);
  }
  /// Replaces the values of a column by places: value v by places[v].
  void renumber(std::size_t column, std::size_t columns, const std::vector<std::int64_t>& places);
  [[noreturn]] void fail_size(const std::string& place) const;
  [[noreturn]] void fail_classes(const std::string& place) const;

  const std::string& name_;
  const TableOptions& options_;
  DistinctTexts labels_;
  bool complete_ = true;       // no value of the row is missing
  std::size_t row_begin_ = 0;  // in the values
  std::int64_t next_ = 0;      // number of the next row
  std::int64_t dropped_ = 0;
  std::int64_t taken_ = 0;
  std::int64_t rows_of_first_label_ = 0;
  Table table_;
};

}  // namespace sae::format
