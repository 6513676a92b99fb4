// SPDX-License-Identifier: MIT
// Activation functions and what is known of their range.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "config/enums.h"

namespace sae::model {

using config::Activation;

/// The activation of every element; same shape, differentiable. active_k: of topk and topk_relu,
/// the number of active units of a sample; keep_largest says which.
at::Tensor activate(Activation activation, const at::Tensor& input, std::int64_t active_k = 0);

/// The `active_k` largest values of each row [B, H], by value and not by size, of equal ones those
/// of the lower index; the rest become 0 and have no gradient. 0 <= active_k. Source: Makhzani &
/// Frey, k-Sparse Autoencoders (2014).
at::Tensor keep_largest(const at::Tensor& values, std::int64_t active_k);

/// Above which |value| a code unit counts as active: 1/2 for sigmoid, .1 for tanh and identity, 0
/// for relu, topk and topk_relu.
double active_threshold(Activation activation);

}  // namespace sae::model
