// SPDX-License-Identifier: MIT
// Tensors with names: how weights and optimiser state go into files and come back.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "format/safetensors.h"
#include "model/autoencoder_fwd.h"

namespace sae::model {

/// A tensor and its name in files. The tensor shares its memory with whoever gave it.
struct NamedTensor {
  std::string name;
  at::Tensor tensor;
};
using NamedTensors = std::vector<NamedTensor>;

/// The parameters of a model in their order: encoder.0.weight, encoder.0.bias, …
NamedTensors weights_of(const AutoencoderImpl& model);

/// Copies that later steps do not change, on the same device.
NamedTensors clone(const NamedTensors& tensors);

/// Whether every value is a finite number.
bool all_finite(const NamedTensors& tensors);

/// The tensor as an array of a file, `prefix` before its name. float32, float64 or int64.
format::NamedArray to_array(const NamedTensor& tensor, const std::string& prefix = "");

/// The array as a tensor on the CPU.
NamedTensor from_array(const format::NamedArray& array);

/// Copies each of `saved` into the tensor of `live` that has its name. Throws kCheckpoint when one
/// is lacking on either side or differs in type or shape; nothing is copied then. `file` stands for
/// the file in messages.
void restore(const NamedTensors& saved, const NamedTensors& live, const std::string& file);

}  // namespace sae::model
