// SPDX-License-Identifier: MIT
// Which input values activate a unit.
#include "analysis/input_maps.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "base/progress_bar.h"

namespace sae::analysis {
namespace {

/// The encoder of one unit, without its activation and apart from the parameters' gradients.
model::Network encoder_of_unit(const model::Network& network, std::int64_t unit) {
  model::Network encoder = model::encoder_of(network);
  for (model::Layer& layer : encoder.layers) {
    layer.weight = layer.weight.detach();
    layer.bias = layer.bias.detach();
  }
  model::Layer& last = encoder.layers.back();
  last.weight = last.weight.narrow(0, unit, 1);
  last.bias = last.bias.narrow(0, unit, 1);
  last.activation = model::Activation::kIdentity;
  return encoder;
}

/// ∂z/∂x for each row of input [B, D].
at::Tensor gradient_of(const model::Network& encoder, const at::Tensor& input) {
  if (encoder.layers.size() == 1) return encoder.layers.front().weight.expand_as(input);
  const at::AutoGradMode with_gradients(true);
  at::Tensor rows = input.detach().clone();
  rows.requires_grad_();
  model::forward(encoder, rows).output.sum().backward();
  return rows.grad();
}

}  // namespace

InputMaps map_inputs(const model::Network& network, const at::Tensor& input,
                     const std::vector<std::int64_t>& units,
                     const std::vector<std::vector<std::int64_t>>& rows) {
  const at::NoGradGuard no_grad;
  const auto count = static_cast<std::int64_t>(units.size());
  InputMaps maps{at::zeros({count, input.size(1)}, input.options()),
                 at::zeros({count, input.size(1)}, input.options())};
  base::ProgressBar progress({"input maps", count});
  for (std::int64_t i = 0; i < count; ++i) {
    progress.add(1);
    const auto place = static_cast<std::size_t>(i);
    if (rows[place].empty()) continue;
    const at::Tensor own = input.index_select(0, at::tensor(rows[place], at::kLong));
    const at::Tensor gradient = gradient_of(encoder_of_unit(network, units[place]), own);
    maps.gradient[i].copy_(gradient.mean(0));
    maps.contribution[i].copy_((own * gradient).mean(0));
  }
  return maps;
}

}  // namespace sae::analysis
