// SPDX-License-Identifier: MIT
// Measures how well a model removes noise.
#include "train/restoration.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>

#include "base/chunks.h"
#include "train/fidelity.h"

namespace sae::train {
namespace {

/// Bytes of a row while it becomes a picture.
std::int64_t picture_bytes(const at::Tensor& rows) {
  return 4 * rows.size(1) * static_cast<std::int64_t>(sizeof(double));
}

/// Largest difference between two values of the clean pictures.
double peak_of(const at::Tensor& clean, const data::Transform& transform) {
  if (transform.of_pixels()) return 1;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  base::for_each_chunk(
      clean.size(0), picture_bytes(clean), [&](std::int64_t start, std::int64_t count) {
        const at::Tensor pictures = transform.to_picture(clean.narrow(0, start, count));
        low = std::min(low, pictures.min().item<double>());
        high = std::max(high, pictures.max().item<double>());
      });
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
  const std::int64_t bytes = 2 * model::activation_bytes(network) + picture_bytes(clean);
  base::for_each_chunk(clean.size(0), bytes, [&](std::int64_t start, std::int64_t count) {
    const at::Tensor input = noisy.input.narrow(0, start, count);
    const at::Tensor wanted = transform.to_picture(clean.narrow(0, start, count));
    before.add(transform.to_picture(input), wanted);
    after.add(transform.to_picture(model::forward(network, input).output), wanted);
  });
  return {peak_of(clean, transform), before.mse(), after.mse()};
}

}  // namespace sae::train
