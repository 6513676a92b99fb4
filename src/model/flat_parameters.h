// SPDX-License-Identifier: MIT
// A model's parameters in one piece of memory.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "model/named_tensor.h"

namespace sae::model {

/// Moves a model's parameters into one flat tensor, of which they are views from then on: what is
/// written there, the model sees. Each begins at a multiple of a cache line; the gaps hold zeros.
class FlatParameters {
 public:
  explicit FlatParameters(const AutoencoderImpl& model);

  /// [n], gaps included.
  const at::Tensor& values() const { return values_; }
  /// Where each parameter begins, in the order of the model.
  const std::vector<std::int64_t>& starts() const { return starts_; }
  /// The parts of another tensor [n], shaped as the parameters, `prefix` before their names.
  NamedTensors views(const at::Tensor& flat, const std::string& prefix = "") const;

 private:
  NamedTensors parameters_;
  std::vector<std::int64_t> starts_;
  at::Tensor values_;
};

}  // namespace sae::model
