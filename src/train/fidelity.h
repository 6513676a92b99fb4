// SPDX-License-Identifier: MIT
// How close pictures are to those they ought to be.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace sae::train {

/// Peak signal-to-noise ratio in decibels: 10 · log10(peak²/mse), infinite where mse is 0. peak:
/// the largest difference that two values can have, > 0.
double psnr(double mse, double peak);

/// Sums squared differences batch by batch.
class ErrorMeter {
 public:
  /// found, wanted: [B, D], on one device.
  void add(const at::Tensor& found, const at::Tensor& wanted);
  /// The mean over all elements added, at least one.
  double mse() const;

 private:
  at::Tensor sum_;  ///< float64; undefined before the first batch
  std::int64_t elements_ = 0;
};

}  // namespace sae::train
