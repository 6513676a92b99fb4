// SPDX-License-Identifier: MIT
// Charts of reconstructions of data that are not pictures.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/transform.h"
#include "picture/panels.h"

namespace sae::picture {

/// Rows of a table or windows of a series, N x D, and their reconstruction.
struct TableResult {
  std::string kind;  ///< kind of the rows, for titles
  std::int64_t epoch = 0;
  data::Dataset rows;  ///< features in the network's scale
  at::Tensor seen;     ///< [N, D] corrupted input; undefined: the rows themselves
  at::Tensor output;   ///< [N, D]
  at::Tensor lines;    ///< [M] int64, rows drawn as lines
  data::Transform transform;
};

/// R² = 1 − Σ(x − x̂)² / Σ(x − x̄)² of each column, in float64; nan for a constant column.
/// original, output: [N, V]; returns [V].
std::vector<double> column_r2(const at::Tensor& original, const at::Tensor& output);

/// Column indices by R², lowest first, nan last, ties in their order.
std::vector<std::int64_t> worst_first(const std::vector<double>& r2);

/// Name of a column (for a series, of a variable); "column 3" (from 0) if it has none.
std::string column_name(const data::Dataset& rows, std::int64_t column);

/// Scatter plots of original against reconstruction for the columns of lowest R², in the data's
/// units; below, a few rows as lines in the network's scale, which all columns share.
PanelSheet table_sheet(const TableResult& result);

/// For the variables of lowest R², a few windows as curves over time, in the data's units.
PanelSheet series_sheet(const TableResult& result);

}  // namespace sae::picture
