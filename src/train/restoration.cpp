// SPDX-License-Identifier: MIT
// Measures how well a model removes noise.
#include "train/restoration.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>

#include "train/fidelity.h"

namespace sae::train {
namespace {

constexpr std::int64_t kNoisyRowsAtOnce = 1000;

/// Largest difference between two values of the clean pictures.
double peak_of(const at::Tensor& clean, const data::Transform& transform) {
  if (transform.of_pixels()) return 1;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const at::Tensor& rows : clean.split(kNoisyRowsAtOnce)) {
    const at::Tensor pictures = transform.to_picture(rows);
    low = std::min(low, pictures.min().item<double>());
    high = std::max(high, pictures.max().item<double>());
  }
  return high - low;
}

}  // namespace

double Restoration::noisy_psnr() const { return psnr(noisy_mse, peak); }

double Restoration::restored_psnr() const { return psnr(restored_mse, peak); }

Restoration measure_restoration(const model::Network& network, const at::Tensor& clean,
                                const NoisyRows& noisy) {
  const at::NoGradGuard no_grad;
  const data::Transform& transform = noisy.transform;
  ErrorMeter before, after;
  for (std::int64_t start = 0; start < clean.size(0); start += kNoisyRowsAtOnce) {
    const std::int64_t count = std::min(kNoisyRowsAtOnce, clean.size(0) - start);
    const at::Tensor input = noisy.input.narrow(0, start, count);
    const at::Tensor wanted = transform.to_picture(clean.narrow(0, start, count));
    before.add(transform.to_picture(input), wanted);
    after.add(transform.to_picture(model::forward(network, input).output), wanted);
  }
  return {peak_of(clean, transform), before.mse(), after.mse()};
}

}  // namespace sae::train
