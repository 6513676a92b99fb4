// SPDX-License-Identifier: MIT
// How much the reconstruction depends on each unit.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "analysis/unit_table.h"
#include "model/layer.h"

namespace sae::analysis {

/// Rise of the mean squared error when a unit rests at a fixed code, and all others stay.
struct Importance {
  at::Tensor total;       ///< [H] float64, over all rows
  at::Tensor by_class;    ///< [H, C] float64, over the rows of each class; nan without rows
  std::int64_t rows = 0;  ///< rows measured, evenly spaced
};

/// The rows to measure: input and target [N, D] (equal except for denoising) and their classes.
struct MeasuredRows {
  at::Tensor input;
  at::Tensor target;
  RowClasses classes;
};

/// rest: [H], in the network's type. most_rows: at most this number of rows are measured.
Importance unit_importance(const model::Network& network, const MeasuredRows& rows,
                           const at::Tensor& rest, std::int64_t most_rows);

/// The number of rows that unit_importance measures within some seconds, at least 256. With an
/// identity output directly after the code, the rise has a closed form, so it is all rows;
/// otherwise the decoder is evaluated for each unit.
std::int64_t affordable_rows(const model::Network& network);

}  // namespace sae::analysis
