// SPDX-License-Identifier: MIT
// How well a network reconstructs data that are no pictures.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/transform.h"
#include "picture/panels.h"

namespace sae::picture {

/// Rows of a table or windows of a series, N x D, and what a network makes of them.
struct TableResult {
  std::string kind;  ///< of the rows, in words
  std::int64_t epoch = 0;
  data::Dataset rows;  ///< features in the network's scale
  at::Tensor seen;     ///< [N, D] what the network saw; undefined: the rows themselves
  at::Tensor output;   ///< [N, D]
  at::Tensor lines;    ///< [M] int64, the rows that are drawn as lines
  data::Transform transform;
};

/// `most` of the indices 0..count-1 in ascending order and evenly spaced, or all if there are no
/// more; [M] int64.
at::Tensor evenly_spaced(std::int64_t count, std::int64_t most);

/// R² = 1 − Σ(x − x̂)² / Σ(x − x̄)² of each column, in float64; NaN where a column is constant.
/// original, output: [N, V]; returns [V].
std::vector<double> column_r2(const at::Tensor& original, const at::Tensor& output);

/// The columns by R², the lowest first, NaN last, ties in their order.
std::vector<std::int64_t> worst_first(const std::vector<double>& r2);

/// The name of a column, of a series one variable; "column 3" (from 0) where it has none.
std::string column_name(const data::Dataset& rows, std::int64_t column);

/// For the columns of lowest R² original against reconstruction, in the data's own units; below, a
/// few rows as lines in the network's scale, which all columns share.
PanelSheet table_sheet(const TableResult& result);

/// For the variables of lowest R² a few windows as curves over time, in the data's own units.
PanelSheet series_sheet(const TableResult& result);

}  // namespace sae::picture
