// SPDX-License-Identifier: MIT
// Chooses some of many rows.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace sae::data {

/// At most `most` of the indices 0..count-1, ascending and evenly spaced; [M] int64.
at::Tensor evenly_spaced(std::int64_t count, std::int64_t most);

}  // namespace sae::data
