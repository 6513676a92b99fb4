// SPDX-License-Identifier: MIT
// Reconstruction losses, as pure functions of output and target, with derivatives.
#pragma once

#include <ATen/core/Tensor.h>

#include "config/enums.h"

namespace sae::loss {

/// Reconstruction loss, a differentiable scalar. output, target: [B, D].
///   mse:      mean over all B·D elements of (output − target)²
///   sse:      mean over the B samples of Σ (output − target)², which is D · mse
///   half_sse: half of sse
///   bce:      mean over all elements of −t log o − (1 − t) log(1 − o), each logarithm >= −100, as
///             in PyTorch; o in [0, 1], and t in [0, 1], which the caller must check
at::Tensor reconstruction_loss(config::Reconstruction kind, const at::Tensor& output,
                               const at::Tensor& target);

/// Sums over a batch of outputs [rows, width]: Σ (o − t)², and for bce the sum of its elements
/// (loss/elements.h).
struct ErrorSums {
  double squared = 0;
  double cross_entropy = 0;
  double rows = 0;
  double width = 0;
};

/// mse computed from the sums.
double mean_squared_error(const ErrorSums& sums);
/// The loss computed from the sums.
double reconstruction_loss(config::Reconstruction kind, const ErrorSums& sums);
/// Factor of an element's derivative (loss/elements.h): 1/(B·D) for mse and bce, 1/B for
/// sse, 1/(2B) for half_sse.
double element_weight(config::Reconstruction kind, double rows, double width);

}  // namespace sae::loss
