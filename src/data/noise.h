// SPDX-License-Identifier: MIT
// Corruption of the input (denoising) and dropout of the code.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "config/config.h"
#include "data/dataset.h"

namespace sae::data {

/// Random noise applied to each training batch.
struct Noise {
  std::optional<config::Corruption> corrupt;  ///< corruption of the input
  ImageShape shape;                           ///< shape of a row
  double dropout = 0;                         ///< dropout probability of the code
  std::int64_t code_width = 0;                ///< H
};

/// Noise of a configuration. Throws kUsage if left_half is given for rows that are not images.
Noise make_noise(const config::Config& config, const ImageShape& shape);

/// Corrupted copy of rows [N, D]; depends only on the seed, the shape and the dtype:
///   gaussian  x + σ·n, n standard normal, not clipped (Vincent et al. 2010)
///   mask      each value is 0 with probability p
///   left_half the left half of the columns (width/2, rounded down) of each image is 0
at::Tensor corrupt(const config::Corruption& corruption, const ImageShape& shape,
                   const at::Tensor& rows, std::uint64_t seed);

/// The validation rows [N, D] corrupted by `config.data.corrupt`, which must be set: the same noise
/// at every evaluation of a run.
at::Tensor corrupt_validation(const config::Config& config, const ImageShape& shape,
                              const at::Tensor& rows);

/// The network's input when rows [N, D] are evaluated: corrupted as above if the run validates on
/// noisy rows (--corrupt_eval), otherwise the rows.
at::Tensor validation_input(const config::Config& config, const ImageShape& shape,
                            const at::Tensor& rows);

/// Dropout mask [rows, width] with the type and device of `like`: 0 with probability p, else 1/(1 −
/// p) (Srivastava et al. 2014, scaled in training). 0 < p < 1.
at::Tensor draw_dropout_mask(double p, std::int64_t rows, std::int64_t width,
                             const at::Tensor& like, std::uint64_t seed);

}  // namespace sae::data
