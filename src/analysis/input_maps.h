// SPDX-License-Identifier: MIT
// Which input values activate a unit.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "model/layer.h"

namespace sae::analysis {

/// Sensitivity of units to their input, averaged over example rows of each unit. z is the input of
/// the unit's activation.
struct InputMaps {
  at::Tensor gradient;  ///< [M, D] mean of ∂z/∂x; with one encoder layer, the unit's weights
  at::Tensor contribution;  ///< [M, D] mean of x · ∂z/∂x, what each value adds to z
};

/// units: M units; rows[i]: rows of input [N, D] for units[i]. A unit without rows has zeros.
InputMaps map_inputs(const model::Network& network, const at::Tensor& input,
                     const std::vector<std::int64_t>& units,
                     const std::vector<std::vector<std::int64_t>>& rows);

}  // namespace sae::analysis
