// SPDX-License-Identifier: MIT
// Compares analytic gradients with finite differences.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/autoencoder_fwd.h"

namespace sae::analysis {

/// A parameter block, the number of its values checked, and ‖num − ana‖ / ‖num + ana‖ over them; 0
/// if both are 0.
struct CheckedBlock {
  std::string name;
  std::int64_t values = 0;
  std::int64_t checked = 0;
  double difference = 0;
};

/// Compares the objective's gradient with central differences of step 1e-4 (UFLDL, exercise on the
/// sparse autoencoder) for each block; the last block, "all", is their union. model: float64; rows:
/// [N, D]; labels: [N] int64 for the penalty group, else undefined. At most `most` values per block
/// are checked, drawn by `seed`.
std::vector<CheckedBlock> check_gradients(model::AutoencoderImpl& model,
                                          const config::LossConfig& loss, const at::Tensor& rows,
                                          const at::Tensor& labels, std::int64_t most,
                                          std::uint64_t seed);

}  // namespace sae::analysis
