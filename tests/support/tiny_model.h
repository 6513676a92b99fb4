// SPDX-License-Identifier: MIT
// Small autoencoders in float64 for tests.
#pragma once

#include <ATen/core/grad_mode.h>

#include <cstdint>
#include <vector>

#include "model/autoencoder.h"
#include "support/tensors.h"

namespace sae::test {

/// A configuration with all activations given.
inline config::ModelConfig model_config(std::vector<std::int64_t> layers, config::Activation hidden,
                                        config::Activation code, config::Activation output) {
  config::ModelConfig config;
  config.layers = std::move(layers);
  config.activation = hidden;
  config.code_activation = code;
  config.output_activation = output;
  return config;
}

/// Sets a model's parameters, in the order of `parameters()`.
inline void set_parameters(const model::AutoencoderImpl& model,
                           const std::vector<at::Tensor>& values) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> parameters = model.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters.at(i).copy_(values.at(i));
}

/// A float64 model with parameters uniform in [−spread, spread), from `seed` only.
inline model::Autoencoder tiny_model(const config::ModelConfig& config, std::int64_t width,
                                     std::uint64_t seed, double spread = 1) {
  model::Autoencoder model(config, width, seed);
  model->to(at::kDouble);
  std::vector<at::Tensor> drawn;
  for (const at::Tensor& parameter : model->parameters()) {
    drawn.push_back(uniform(parameter.sizes(), seed + drawn.size() + 1, -spread, spread));
  }
  set_parameters(*model, drawn);
  return model;
}

/// Copies of all parameters.
inline std::vector<at::Tensor> snapshot(const model::AutoencoderImpl& model) {
  std::vector<at::Tensor> copies;
  for (const at::Tensor& parameter : model.parameters())
    copies.push_back(parameter.detach().clone());
  return copies;
}

}  // namespace sae::test
