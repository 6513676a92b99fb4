// SPDX-License-Identifier: MIT
// Measures how well a model removes noise.
#pragma once

#include <ATen/core/Tensor.h>

#include "data/transform.h"
#include "model/layer.h"

namespace sae::train {

/// Rows with noise, and the transform that converts noisy and clean rows to pictures.
struct NoisyRows {
  at::Tensor input;           ///< [N, D], the network's input
  data::Transform transform;  ///< the transform that produced the clean rows
};

/// Errors against the clean rows, measured on pictures (Transform::to_picture): bytes in [0, 1],
/// other numbers as in the files. Nothing is clipped.
struct Restoration {
  double peak = 1;          ///< 1 for bytes, otherwise the range of the clean values
  double noisy_mse = 0;     ///< of the input; mean over all N·D elements
  double restored_mse = 0;  ///< of the output; mean over all N·D elements
  double noisy_psnr() const;
  double restored_psnr() const;
};

/// clean: [N, D], N >= 1; clean and noisy.input must be on the network's device. Runs without
/// gradients, in large batches.
Restoration measure_restoration(const model::Network& network, const at::Tensor& clean,
                                const NoisyRows& noisy);

}  // namespace sae::train
