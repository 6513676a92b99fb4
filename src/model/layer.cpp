// SPDX-License-Identifier: MIT
// The forward pass.
#include "sae/model/layer.h"

#include <ATen/ops/linear.h>

namespace sae::model {

Forward forward(const Network& network, const at::Tensor& input) {
  Forward result;
  at::Tensor values = input;
  for (const Layer& layer : network.layers) {
    values = activate(layer.activation, at::linear(values, layer.weight, layer.bias));
    result.activations.push_back(values);
  }
  result.code = result.activations[network.code];
  result.output = result.activations.back();
  return result;
}

}  // namespace sae::model
