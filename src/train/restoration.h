// SPDX-License-Identifier: MIT
// What a model that is trained on noisy input makes of it.
#pragma once

#include <ATen/core/Tensor.h>

#include "data/transform.h"
#include "model/layer.h"

namespace sae::train {

/// Rows with noise, and how both they and the clean ones become pictures.
struct NoisyRows {
  at::Tensor input;           ///< [N, D] what the network sees
  data::Transform transform;  ///< that gave the clean rows
};

/// Errors against the clean rows, as pictures (Transform::to_picture): bytes in [0, 1], other
/// numbers as files have them. Nothing is clipped.
struct Restoration {
  double peak = 1;          ///< 1 for bytes, else the range of the clean values
  double noisy_mse = 0;     ///< of what the network saw; mean over all N·D elements
  double restored_mse = 0;  ///< of what it made of that
  double noisy_psnr() const;
  double restored_psnr() const;
};

/// clean: [N, D], N >= 1, on the network's device, as noisy.input. Runs without gradients, in large
/// batches.
Restoration measure_restoration(const model::Network& network, const at::Tensor& clean,
                                const NoisyRows& noisy);

}  // namespace sae::train
