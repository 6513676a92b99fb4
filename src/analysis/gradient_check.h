// SPDX-License-Identifier: MIT
// Whether analytic gradients are those of the loss.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/autoencoder_fwd.h"

namespace sae::analysis {

/// A parameter block, how many of its values were looked at, and ‖num − ana‖ / ‖num + ana‖ over
/// them; 0 where both are 0.
struct CheckedBlock {
  std::string name;
  std::int64_t values = 0;
  std::int64_t checked = 0;
  double difference = 0;
};

/// Compares the gradient of the objective with central differences of 1e-4 (UFLDL, exercise on the
/// sparse autoencoder), block by block; the last block, "all", is their union. model: float64;
/// rows: [N, D]. At most `most` values of a block are looked at, drawn by `seed`.
std::vector<CheckedBlock> check_gradients(model::AutoencoderImpl& model,
                                          const config::LossConfig& loss, const at::Tensor& rows,
                                          std::int64_t most, std::uint64_t seed);

}  // namespace sae::analysis
