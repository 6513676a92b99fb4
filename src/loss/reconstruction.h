// SPDX-License-Identifier: MIT
// Reconstruction losses: pure functions of output and target.
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

}  // namespace sae::loss
