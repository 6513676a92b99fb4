// SPDX-License-Identifier: MIT
// Noise on what a network sees, while what it is to give stays clean.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "config/config.h"
#include "data/dataset.h"

namespace sae::data {

/// What happens to each batch in training.
struct Noise {
  std::optional<config::Corruption> corrupt;  ///< of the input
  ImageShape shape;                           ///< of a row
  double dropout = 0;                         ///< share of the code that is dropped
  std::int64_t code_width = 0;                ///< H
};

/// The noise that a configuration asks for. Throws kUsage when left_half is to be taken of rows
/// that are no images.
Noise make_noise(const config::Config& config, const ImageShape& shape);

/// A copy of rows [N, D] with noise that depends on the seed, the shape and the dtype alone:
///   gaussian  x + σ·n, n standard normal, not clipped (Vincent et al. 2010)
///   mask      each value is 0 with probability p
///   left_half the left half of the columns (width/2, rounded down) of each image is 0
at::Tensor corrupt(const config::Corruption& corruption, const ImageShape& shape,
                   const at::Tensor& rows, std::uint64_t seed);

/// [rows, width] of the type and device of `like`: 0 with probability p, else 1/(1 − p) (Srivastava
/// et al. 2014, scaled in training). 0 < p < 1.
at::Tensor draw_dropout_mask(double p, std::int64_t rows, std::int64_t width,
                             const at::Tensor& like, std::uint64_t seed);

}  // namespace sae::data
