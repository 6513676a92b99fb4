// SPDX-License-Identifier: MIT
// Reconstruction losses.
#include "sae/loss/reconstruction.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/binary_cross_entropy.h>
#include <ATen/ops/mse_loss.h>

namespace sae::loss {

at::Tensor reconstruction_loss(config::Reconstruction kind, const at::Tensor& output,
                               const at::Tensor& target) {
  switch (kind) {
    case config::Reconstruction::kMse:
      return at::mse_loss(output, target);
    case config::Reconstruction::kHalfSse:
      return at::mse_loss(output, target) * (static_cast<double>(output.size(1)) / 2);
    case config::Reconstruction::kBce:
      return at::binary_cross_entropy(output, target);
  }
  return {};
}

}  // namespace sae::loss
