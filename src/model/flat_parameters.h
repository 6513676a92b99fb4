// SPDX-License-Identifier: MIT
// Parameters in contiguous memory.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "model/named_tensor.h"

namespace sae::model {

/// Moves parameters into one flat tensor; they become views of it, so their model sees every write.
/// Each begins at a multiple of a cache line; the gaps are zeros.
class FlatParameters {
 public:
  /// parameters: at least one, all of one type and device. by_column: names of matrices whose
  /// columns, instead of rows, are contiguous.
  explicit FlatParameters(NamedTensors parameters, const std::vector<std::string>& by_column = {});
  explicit FlatParameters(const AutoencoderImpl& model);

  /// The parameters themselves.
  const NamedTensors& parameters() const { return parameters_; }

  /// All parameters [n], gaps included.
  const at::Tensor& values() const { return values_; }
  /// Start offset of each parameter, in their order.
  const std::vector<std::int64_t>& starts() const { return starts_; }
  /// Views of another tensor [n] with the parameters' shapes and their names prefixed by `prefix`.
  NamedTensors views(const at::Tensor& flat, const std::string& prefix = "") const;

 private:
  NamedTensors parameters_;
  std::vector<bool> by_column_;
  std::vector<std::int64_t> starts_;
  at::Tensor values_;
};

}  // namespace sae::model
