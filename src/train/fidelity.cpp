// SPDX-License-Identifier: MIT
// Mean squared error and PSNR of images.
#include "train/fidelity.h"

#include <ATen/TensorOperators.h>

#include <cmath>

namespace sae::train {

double psnr(double mse, double peak) { return 10 * std::log10(peak * peak / mse); }

void ErrorMeter::add(const at::Tensor& found, const at::Tensor& wanted) {
  const at::Tensor sum = (found - wanted).square().sum(/*dtype=*/at::kDouble);
  sum_ = sum_.defined() ? sum_ + sum : sum;
  elements_ += wanted.numel();
}

double ErrorMeter::mse() const { return sum_.item<double>() / static_cast<double>(elements_); }

}  // namespace sae::train
