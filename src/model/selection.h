// SPDX-License-Identifier: MIT
// Finds the largest values of rows, without gradients.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace sae::model {

/// Whether select_largest takes these values: float32 or float64 on the CPU, without a gradient.
bool can_select(const at::Tensor& values);

/// The result of keep_largest for values [B, H] that can_select accepts and 1 <= active_k < H;
/// undefined if a value is NaN, which has no order. It reads each row about twice, on one thread,
/// where a partial sort compares every value several times.
at::Tensor select_largest(const at::Tensor& values, std::int64_t active_k);

}  // namespace sae::model
