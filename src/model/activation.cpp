// SPDX-License-Identifier: MIT
// Activation functions.
#include "sae/model/activation.h"

#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tanh.h>

namespace sae::model {

at::Tensor activate(Activation activation, const at::Tensor& input) {
  switch (activation) {
    case Activation::kIdentity:
      return input;
    case Activation::kRelu:
      return at::relu(input);
    case Activation::kSigmoid:
      return at::sigmoid(input);
    case Activation::kTanh:
      return at::tanh(input);
  }
  return input;
}

double active_threshold(Activation activation) {
  switch (activation) {
    case Activation::kSigmoid:
      return 0.5;
    case Activation::kIdentity:
    case Activation::kTanh:
      return 0.1;
    case Activation::kRelu:
      return 0;
  }
  return 0;
}

}  // namespace sae::model
