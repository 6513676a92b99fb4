// SPDX-License-Identifier: MIT
// A model's parameters in contiguous memory.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "model/named_tensor.h"

namespace sae::model {

/// Moves a model's parameters into one flat tensor; they become views of it, so the model sees
/// every write. Each begins at a multiple of a cache line; the gaps are zeros.
class FlatParameters {
 public:
  explicit FlatParameters(const AutoencoderImpl& model);

  /// All parameters [n], gaps included.
  const at::Tensor& values() const { return values_; }
  /// Start offset of each parameter, in model order.
  const std::vector<std::int64_t>& starts() const { return starts_; }
  /// Views of another tensor [n] with the parameters' shapes and their names prefixed by `prefix`.
  NamedTensors views(const at::Tensor& flat, const std::string& prefix = "") const;

 private:
  NamedTensors parameters_;
  std::vector<std::int64_t> starts_;
  at::Tensor values_;
};

}  // namespace sae::model
