// SPDX-License-Identifier: MIT
// Activation functions.
#include "model/activation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <tuple>

#include "model/selection.h"

namespace sae::model {

at::Tensor activate(Activation activation, const at::Tensor& input, std::int64_t active_k) {
  switch (activation) {
    case Activation::kIdentity:
      return input;
    case Activation::kRelu:
    case Activation::kBatchTopk:
    case Activation::kJumprelu:
      return at::relu(input);
    case Activation::kSigmoid:
    case Activation::kSoftThreshold:
      return at::sigmoid(input);
    case Activation::kTanh:
      return at::tanh(input);
    case Activation::kTopk:
      return keep_largest(input, active_k);
    case Activation::kTopkRelu:
      return keep_largest(at::relu(input), active_k);
  }
  return input;
}

at::Tensor keep_largest(const at::Tensor& values, std::int64_t active_k) {
  if (active_k >= values.size(1)) return values;
  if (active_k > 0 && can_select(values)) {
    if (const at::Tensor kept = select_largest(values, active_k); kept.defined()) return kept;
  }
  const at::Tensor fixed = values.detach();
  const at::Tensor least = std::get<0>(at::topk(fixed, active_k, 1)).narrow(1, active_k - 1, 1);
  const at::Tensor above = fixed > least;
  const at::Tensor level = fixed == least;
  // Number of values equal to the smallest kept one that still fit.
  const at::Tensor room = active_k - above.sum(1, /*keepdim=*/true);
  const at::Tensor stays =
      above.logical_or(level.logical_and(level.cumsum(1) <= room)).logical_or(at::isnan(fixed));
  return at::where(stays, values, at::zeros_like(values));
}

at::Tensor keep_largest_of_batch(const at::Tensor& values, std::int64_t active_k) {
  return keep_largest(at::relu(values).view({1, -1}), active_k * values.size(0))
      .view(values.sizes());
}

double active_threshold(Activation activation) {
  switch (activation) {
    case Activation::kSigmoid:
      return 0.5;
    case Activation::kIdentity:
    case Activation::kTanh:
      return 0.1;
    case Activation::kRelu:
    case Activation::kTopk:
    case Activation::kTopkRelu:
    case Activation::kBatchTopk:
    case Activation::kJumprelu:
    case Activation::kSoftThreshold:
      return 0;
  }
  return 0;
}

}  // namespace sae::model
