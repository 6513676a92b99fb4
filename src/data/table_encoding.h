// SPDX-License-Identifier: MIT
// Turns the columns of a table into features.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "format/table.h"

namespace sae::data {

/// The columns that a run was trained on, by which new tables are read. A column of numbers or
/// dates is one feature; a column of texts is one feature for each text, 1 where the row has it and
/// else 0; a new text (format::NewTexts::kCount) is 0 in all of them. A missing value is nan in all
/// features of its column.
class TableEncoding {
 public:
  /// No columns.
  TableEncoding() = default;
  /// Of the columns of a table, in its order.
  explicit TableEncoding(std::vector<format::TableColumn> columns);

  const std::vector<format::TableColumn>& columns() const { return columns_; }
  /// D, the number of features.
  std::int64_t width() const;
  /// Names of the features: of the columns, and "column=text"; empty if a column has no name.
  std::vector<std::string> feature_names() const;
  /// Whether each feature stands for a text; empty if none does.
  std::vector<bool> categories() const;
  /// The same for rows of `width` features, a multiple of width() where they are windows: [width]
  /// bool, or undefined if none does.
  at::Tensor category_mask(std::int64_t width) const;

  /// The features [N, D] of a table with these columns: float32 if its values are, else float64.
  /// Uses the values' memory if no column is of texts.
  at::Tensor encode(format::Table table) const;

 private:
  std::vector<format::TableColumn> columns_;
};

}  // namespace sae::data
