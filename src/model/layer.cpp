// SPDX-License-Identifier: MIT
// The forward pass.
#include "model/layer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

namespace sae::model {

namespace {

/// 0, with the derivative −(size/ε) · 1[|z − θ| < ε/2] by the threshold.
at::Tensor through_window(const Layer& layer, const at::Tensor& sums, const at::Tensor& size) {
  const at::Tensor threshold = layer.threshold.detach();
  const at::Tensor near = (sums.detach() - threshold).abs() < layer.window / 2;
  return (layer.threshold - threshold) * (near * size.detach() / -layer.window);
}

}  // namespace

at::Tensor activate(const Layer& layer, const at::Tensor& sums) {
  if (!config::has_threshold(layer.activation)) {
    return activate(layer.activation, sums, layer.active_k);
  }
  if (layer.in_batch && layer.activation == Activation::kBatchTopk) {
    return keep_largest_of_batch(sums, layer.active_k);
  }
  if (layer.activation == Activation::kSoftThreshold) {
    return at::relu(at::sigmoid(sums) - layer.threshold);
  }
  const at::Tensor above = at::where(sums > layer.threshold, sums, at::zeros_like(sums));
  return layer.window > 0 ? above + through_window(layer, sums, layer.threshold) : above;
}

at::Tensor is_above(const Layer& layer, const at::Tensor& sums) {
  return (sums > layer.threshold).to(sums.scalar_type()) +
         through_window(layer, sums, at::ones_like(layer.threshold));
}

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
    const at::Tensor sums = at::linear(values, layer.weight, layer.bias);
    values = activate(layer, sums);
    result.activations.push_back(values);
    if (result.activations.size() != network.code + 1) continue;
    result.sums = sums;
    if (code_mask.defined()) values = values * code_mask;
  }
  result.code = result.activations[network.code];
  result.output = result.activations.back();
  return result;
}

}  // namespace sae::model
