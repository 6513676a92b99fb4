// SPDX-License-Identifier: MIT
// Simple reconstructions to compare a run with.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "model/layer.h"

namespace sae::analysis {

/// Rows to fit on and to measure on: input and target [N, D], equal except for denoising.
struct FitRows {
  at::Tensor fit_input, fit_target;
  at::Tensor input, target;
};

/// Error of a reconstruction on the measured rows.
struct BaselineError {
  double mse = 0;
  double fvu = 0;  ///< nan if all rows are equal
};

/// Each row reconstructed as the mean of the fitted rows.
BaselineError mean_error(const FitRows& rows);

/// Principal component analysis with `components` >= 1 components, fitted on at most 10,000 rows.
/// At most D components, or the number of fitted rows − 1, are used.
BaselineError pca_error(const FitRows& rows, std::int64_t components);

/// The untrained encoder of `network` with the linear decoder that fits best (least squares, on at
/// most 10,000 rows). Nothing for codes of more than 2048 units, for which that takes too long.
std::optional<BaselineError> untrained_error(const model::Network& network, const FitRows& rows);

}  // namespace sae::analysis
