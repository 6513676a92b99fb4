// SPDX-License-Identifier: MIT
// Parameters in contiguous memory.
#include "model/flat_parameters.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>

namespace sae::model {
namespace {

constexpr std::int64_t kAlignedValues = 16;

std::int64_t aligned(std::int64_t count) {
  return (count + kAlignedValues - 1) / kAlignedValues * kAlignedValues;
}

}  // namespace

FlatParameters::FlatParameters(const AutoencoderImpl& model)
    : FlatParameters(parameters_of(model)) {}

FlatParameters::FlatParameters(NamedTensors parameters, const std::vector<std::string>& by_column)
    : parameters_(std::move(parameters)) {
  std::int64_t size = 0;
  for (const NamedTensor& parameter : parameters_) {
    by_column_.push_back(std::ranges::find(by_column, parameter.name) != by_column.end());
    starts_.push_back(size);
    size += aligned(parameter.tensor.numel());
  }
  values_ = at::zeros({size}, parameters_.front().tensor.options().requires_grad(false));
  const NamedTensors places = views(values_);
  restore(parameters_, places, "the model");
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    at::Tensor parameter = parameters_[i].tensor;
    parameter.set_data(places[i].tensor);
  }
}

NamedTensors FlatParameters::views(const at::Tensor& flat, const std::string& prefix) const {
  NamedTensors named;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const at::Tensor& like = parameters_[i].tensor;
    const at::Tensor values = flat.narrow(0, starts_[i], like.numel());
    named.push_back(
        {prefix + parameters_[i].name, by_column_[i] ? values.view({like.size(1), like.size(0)}).t()
                                                     : values.view(like.sizes())});
  }
  return named;
}

}  // namespace sae::model
