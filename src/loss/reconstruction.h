// SPDX-License-Identifier: MIT
// Reconstruction losses: pure functions of output and target; value and derivative.
#pragma once

#include <ATen/core/Tensor.h>

#include "config/enums.h"

namespace sae::loss {

/// How far `output` is from `target`, both [B, D]; a differentiable scalar.
///   mse:      mean over all B·D elements of (output − target)²
///   half_sse: mean over the B samples of ½ Σ (output − target)², which is (D/2) · mse
///   bce:      mean over all elements of −t log o − (1 − t) log(1 − o); o in [0, 1], and t in [0,
///   1],
///             which the caller has checked; each logarithm is at least −100, as in PyTorch
at::Tensor reconstruction_loss(config::Reconstruction kind, const at::Tensor& output,
                               const at::Tensor& target);

/// Sums over a batch of outputs [rows, width]: Σ (o − t)², and where the loss is bce the sum of its
/// elements (loss/elements.h).
struct ErrorSums {
  double squared = 0;
  double cross_entropy = 0;
  double rows = 0;
  double width = 0;
};

/// mse of those sums.
double mean_squared_error(const ErrorSums& sums);
/// The loss of those sums.
double reconstruction_loss(config::Reconstruction kind, const ErrorSums& sums);
/// The weight of an element's derivative (loss/elements.h): mse 1/(B·D), half_sse 1/(2B), bce
/// 1/(B·D).
double element_weight(config::Reconstruction kind, double rows, double width);

}  // namespace sae::loss
