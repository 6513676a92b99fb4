// SPDX-License-Identifier: MIT
// The forward pass.
#include "model/layer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>

namespace sae::model {

Network encoder_of(const Network& network) {
  Network encoder = network;
  encoder.layers.resize(network.code + 1);
  return encoder;
}

Network decoder_of(const Network& network) {
  const auto first = network.layers.begin() + static_cast<std::ptrdiff_t>(network.code) + 1;
  return {{first, network.layers.end()}, 0};
}

std::int64_t activation_bytes(const Network& network) {
  const at::Tensor& first = network.layers.front().weight;
  std::int64_t values = first.size(1);
  for (const Layer& layer : network.layers) values += layer.weight.size(0);
  return values * static_cast<std::int64_t>(first.element_size());
}

Forward forward(const Network& network, const at::Tensor& input, const at::Tensor& code_mask) {
  Forward result;
  at::Tensor values = input;
  for (const Layer& layer : network.layers) {
    values =
        activate(layer.activation, at::linear(values, layer.weight, layer.bias), layer.active_k);
    result.activations.push_back(values);
    const bool is_code = result.activations.size() == network.code + 1;
    if (is_code && code_mask.defined()) values = values * code_mask;
  }
  result.code = result.activations[network.code];
  result.output = result.activations.back();
  return result;
}

}  // namespace sae::model
