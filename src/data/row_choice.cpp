// SPDX-License-Identifier: MIT
// Chooses some of many rows.
#include "data/row_choice.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include <algorithm>

namespace sae::data {

at::Tensor evenly_spaced(std::int64_t count, std::int64_t most) {
  const std::int64_t chosen = std::min(count, most);
  return (at::arange(chosen, at::kLong) * count).floor_divide(std::max<std::int64_t>(chosen, 1));
}

}  // namespace sae::data
