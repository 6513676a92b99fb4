// SPDX-License-Identifier: MIT
// Mean squared error and PSNR of images.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace sae::train {

/// Peak signal-to-noise ratio in decibels: 10 · log10(peak²/mse); infinite if mse is 0. peak: the
/// largest possible difference of two values, > 0.
double psnr(double mse, double peak);

/// Accumulates squared differences batch by batch.
class ErrorMeter {
 public:
  /// found, wanted: [B, D], on the same device.
  void add(const at::Tensor& found, const at::Tensor& wanted);
  /// Mean over all elements added; needs at least one.
  double mse() const;

 private:
  at::Tensor sum_;  ///< float64; undefined before the first batch
  std::int64_t elements_ = 0;
};

}  // namespace sae::train
