// SPDX-License-Identifier: MIT
// Activation functions and their ranges.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "config/enums.h"

namespace sae::model {

using config::Activation;

/// Element-wise activation; same shape, differentiable. active_k: number of active units per sample
/// for topk and topk_relu, chosen by keep_largest. batchtopk and jumprelu: relu, of which
/// a layer chooses, and soft_threshold: sigmoid, from which it subtracts (model/layer.h).
at::Tensor activate(Activation activation, const at::Tensor& input, std::int64_t active_k = 0);

/// Keeps the `active_k` >= 0 largest values of each row [B, H], by value rather than magnitude, on
/// ties those of the lower index. The others become 0 and have no gradient. Source: Makhzani &
/// Frey, k-Sparse Autoencoders (2014).
at::Tensor keep_largest(const at::Tensor& values, std::int64_t active_k);

/// Keeps the B · active_k largest of the positive values [B, H], on ties those of the earlier row
/// and then of the lower index. Source: Bussmann et al., BatchTopK Sparse Autoencoders (2024).
at::Tensor keep_largest_of_batch(const at::Tensor& values, std::int64_t active_k);

/// A code unit is active if |value| exceeds this: 1/2 for sigmoid, .1 for tanh and identity, 0 for
/// relu, soft_threshold and the topk codes.
double active_threshold(Activation activation);

}  // namespace sae::model
