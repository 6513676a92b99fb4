// SPDX-License-Identifier: MIT
// Reconstruction losses.
#include "loss/reconstruction.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/binary_cross_entropy.h>
#include <ATen/ops/mse_loss.h>

namespace sae::loss {
namespace {

/// ATen's kernel throws on a NaN output, but the loss of a diverged model must be NaN.
at::Tensor cross_entropy(const at::Tensor& output, const at::Tensor& target) {
  const at::Tensor numbers = output.nan_to_num(0.5);
  const at::Tensor nan_or_zero = (output - numbers).detach().sum();
  return at::binary_cross_entropy(numbers, target) + nan_or_zero;
}

}  // namespace

at::Tensor reconstruction_loss(config::Reconstruction kind, const at::Tensor& output,
                               const at::Tensor& target) {
  switch (kind) {
    case config::Reconstruction::kMse:
      return at::mse_loss(output, target);
    case config::Reconstruction::kHalfSse:
      return at::mse_loss(output, target) * (static_cast<double>(output.size(1)) / 2);
    case config::Reconstruction::kSse:
      return at::mse_loss(output, target) * static_cast<double>(output.size(1));
    case config::Reconstruction::kBce:
      return cross_entropy(output, target);
  }
  return {};
}

double mean_squared_error(const ErrorSums& sums) { return sums.squared / (sums.rows * sums.width); }

double reconstruction_loss(config::Reconstruction kind, const ErrorSums& sums) {
  switch (kind) {
    case config::Reconstruction::kMse:
      return mean_squared_error(sums);
    case config::Reconstruction::kHalfSse:
      return mean_squared_error(sums) * sums.width / 2;
    case config::Reconstruction::kSse:
      return mean_squared_error(sums) * sums.width;
    case config::Reconstruction::kBce:
      return sums.cross_entropy / (sums.rows * sums.width);
  }
  return 0;
}

double element_weight(config::Reconstruction kind, double rows, double width) {
  switch (kind) {
    case config::Reconstruction::kMse:
    case config::Reconstruction::kBce:
      return 1 / (rows * width);
    case config::Reconstruction::kHalfSse:
      return 1 / (2 * rows);
    case config::Reconstruction::kSse:
      return 1 / rows;
  }
  return 0;
}

}  // namespace sae::loss
