// SPDX-License-Identifier: MIT
// What the columns of rows contain.
#pragma once

#include <ATen/core/Tensor.h>

namespace sae::data {

/// Statistics of each column, over the values that are not missing (nan).
struct ColumnSummary {
  at::Tensor low, high, mean;  ///< [D] float64; nan for a column without values
  at::Tensor missing;          ///< [D] int64, number of missing values
};

/// rows: [N, D], N at least 1, uint8 or floating.
ColumnSummary summarize_columns(const at::Tensor& rows);

}  // namespace sae::data
