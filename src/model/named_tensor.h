// SPDX-License-Identifier: MIT
// Named tensors: weights and optimiser state for files.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "format/safetensors.h"
#include "model/autoencoder_fwd.h"

namespace sae::model {

/// A tensor and its name in files. The tensor shares memory with its source.
struct NamedTensor {
  std::string name;
  at::Tensor tensor;
};
using NamedTensors = std::vector<NamedTensor>;

/// Name of the threshold of a code that has one.
inline constexpr const char* kThresholdName = "code.threshold";

/// A model's parameters in order: first code.threshold if it is learned, then encoder.0.weight,
/// encoder.0.bias, …
NamedTensors parameters_of(const AutoencoderImpl& model);
/// All that a model needs to be used: its parameters, and for batchtopk code.threshold.
NamedTensors weights_of(const AutoencoderImpl& model);

/// Copies on the same device, independent of later updates.
NamedTensors clone(const NamedTensors& tensors);

/// Whether all values are finite.
bool all_finite(const NamedTensors& tensors);

/// A type and shape for messages: "F32 of shape [10 x 6]". Throws kInternal on a type that cannot
/// be saved.
std::string describe(at::ScalarType type, at::IntArrayRef shape);

/// Converts the tensor to a file's array, named with `prefix` before its name. float32, float64 or
/// int64.
format::NamedArray to_array(const NamedTensor& tensor, const std::string& prefix = "");

/// Converts the array to a tensor on the CPU.
NamedTensor from_array(const format::NamedArray& array);

/// Copies each of `saved` into the tensor of the same name in `live`. Throws kCheckpoint, without
/// copying anything, if a name is missing on either side or a type or shape differs. `file` is the
/// file name for messages.
void restore(const NamedTensors& saved, const NamedTensors& live, const std::string& file);

}  // namespace sae::model
