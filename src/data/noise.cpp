// SPDX-License-Identifier: MIT
// Corruption of the input and dropout of the code.
#include "data/noise.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include "base/error.h"
#include "base/seed.h"

namespace sae::data {
namespace {

/// Uniform in [0, 1); drawn on the CPU so that all devices get the same values.
at::Tensor uniform(at::IntArrayRef size, const at::Tensor& like, std::uint64_t seed) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  return at::empty(size, at::dtype(like.scalar_type())).uniform_(0, 1, generator);
}

}  // namespace

Noise make_noise(const config::Config& config, const ImageShape& shape) {
  const auto& corrupt = config.data.corrupt;
  if (corrupt && corrupt->noise == config::Noise::kLeftHalf &&
      (shape.height == 1 || shape.width == 1)) {
    throw Error(ErrorKind::kUsage, "--corrupt left_half: expected images, found rows of numbers");
  }
  return {corrupt, shape, config.model.dropout, config.model.layers.back()};
}

at::Tensor corrupt(const config::Corruption& corruption, const ImageShape& shape,
                   const at::Tensor& rows, std::uint64_t seed) {
  switch (corruption.noise) {
    case config::Noise::kGaussian: {
      at::Generator generator = at::detail::createCPUGenerator(seed);
      const at::Tensor noise = at::empty(rows.sizes(), at::dtype(rows.scalar_type()));
      noise.normal_(0, corruption.amount, generator);
      return rows + noise.to(rows.device());
    }
    case config::Noise::kMask:
      return rows * (uniform(rows.sizes(), rows, seed) >= corruption.amount).to(rows.device());
    case config::Noise::kLeftHalf: {
      at::Tensor images = rows.clone();
      images.view({-1, shape.height, shape.width, shape.channels})
          .narrow(2, 0, shape.width / 2)
          .zero_();
      return images;
    }
  }
  return rows;
}

at::Tensor corrupt_validation(const config::Config& config, const ImageShape& shape,
                              const at::Tensor& rows) {
  const auto seed = static_cast<std::uint64_t>(config.data.split_seed);
  return corrupt(*config.data.corrupt, shape, rows, base::derive(seed, "corrupt_valid"));
}

at::Tensor validation_input(const config::Config& config, const ImageShape& shape,
                            const at::Tensor& rows) {
  const bool noisy = config.data.corrupt && config.data.corrupt_eval;
  return noisy ? corrupt_validation(config, shape, rows) : rows;
}

at::Tensor draw_dropout_mask(double p, std::int64_t rows, std::int64_t width,
                             const at::Tensor& like, std::uint64_t seed) {
  const at::Tensor stays = uniform({rows, width}, like, seed) >= p;
  return stays.to(like.options()) / (1 - p);
}

}  // namespace sae::data
