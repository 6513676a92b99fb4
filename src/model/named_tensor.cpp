// SPDX-License-Identifier: MIT
// Named tensors.
#include "model/named_tensor.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/text.h"
#include "format/shape.h"
#include "model/autoencoder.h"

namespace sae::model {
namespace {

/// Types that can be saved, and their names in files.
struct TypeName {
  at::ScalarType type;
  const char* name;
};
constexpr TypeName kTypeNames[] = {
    {at::kFloat, "F32"}, {at::kDouble, "F64"}, {at::kLong, "I64"}, {at::kByte, "U8"}};

std::string type_name(at::ScalarType type) {
  const auto* found = std::ranges::find(kTypeNames, type, &TypeName::type);
  if (found != std::end(kTypeNames)) return found->name;
  throw Error(ErrorKind::kInternal, "tensors of this type cannot be saved");
}

std::string describe(const at::Tensor& tensor) {
  return model::describe(tensor.scalar_type(), tensor.sizes());
}

void check_fits(const NamedTensor& saved, const at::Tensor& live, const std::string& file) {
  if (saved.tensor.scalar_type() == live.scalar_type() && saved.tensor.sizes() == live.sizes()) {
    return;
  }
  throw Error(ErrorKind::kCheckpoint, file + ": " + saved.name + ": expected " + describe(live) +
                                          ", found " + describe(saved.tensor));
}

}  // namespace

NamedTensors parameters_of(const AutoencoderImpl& model) {
  NamedTensors parameters;
  for (const auto& parameter : model.named_parameters()) {
    const bool threshold = parameter.value().is_same(model.threshold());
    parameters.push_back({threshold ? kThresholdName : parameter.key(), parameter.value()});
  }
  return parameters;
}

NamedTensors weights_of(const AutoencoderImpl& model) {
  NamedTensors weights = parameters_of(model);
  if (model.config().code_activation == config::Activation::kBatchTopk) {
    weights.push_back({kThresholdName, model.threshold()});
  }
  return weights;
}

NamedTensors clone(const NamedTensors& tensors) {
  NamedTensors copies;
  for (const auto& [name, tensor] : tensors) copies.push_back({name, tensor.detach().clone()});
  return copies;
}

bool all_finite(const NamedTensors& tensors) {
  const at::NoGradGuard no_grad;
  return std::ranges::all_of(tensors, [](const auto& named) {
    return at::isfinite(named.tensor).all().template item<bool>();
  });
}

std::string describe(at::ScalarType type, at::IntArrayRef shape) {
  return type_name(type) + " of shape [" + format::shape_text(shape.vec()) + "]";
}

format::NamedArray to_array(const NamedTensor& tensor, const std::string& prefix) {
  const at::Tensor values = tensor.tensor.detach().cpu().contiguous();
  const auto* data = static_cast<const char*>(values.const_data_ptr());
  return {prefix + tensor.name, type_name(values.scalar_type()), values.sizes().vec(),
          std::string(data, values.nbytes())};
}

NamedTensor from_array(const format::NamedArray& array) {
  const auto* found = std::ranges::find(kTypeNames, array.dtype, &TypeName::name);
  const at::Tensor tensor = at::empty(array.shape, at::dtype(found->type));
  if (!array.bytes.empty()) {
    std::memcpy(tensor.mutable_data_ptr(), array.bytes.data(), array.bytes.size());
  }
  return {array.name, tensor};
}

void restore(const NamedTensors& saved, const NamedTensors& live, const std::string& file) {
  const auto find = [](const NamedTensors& tensors, const std::string& name) {
    return std::ranges::find(tensors, name, &NamedTensor::name);
  };
  for (const NamedTensor& target : live) {
    const auto source = find(saved, target.name);
    if (source == saved.end()) {
      throw Error(ErrorKind::kCheckpoint, file + ": expected an array " + target.name + " as " +
                                              describe(target.tensor) + ", found none");
    }
    check_fits(*source, target.tensor, file);
  }
  for (const NamedTensor& source : saved) {
    if (find(live, source.name) != live.end()) continue;
    throw Error(ErrorKind::kCheckpoint,
                file + ": unexpected array " + base::quote(source.name) + " (another network?)");
  }
  const at::NoGradGuard no_grad;
  for (const NamedTensor& target : live) {
    at::Tensor tensor = target.tensor;
    tensor.copy_(find(saved, target.name)->tensor);
  }
}

}  // namespace sae::model
