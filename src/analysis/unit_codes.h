// SPDX-License-Identifier: MIT
// Codes of a data set, arranged by unit.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "model/layer.h"
#include "train/sparsity.h"

namespace sae::analysis {

/// What decides whether a unit is active.
struct ActivityRule {
  model::Activation activation = model::Activation::kSigmoid;
  train::CodeScale scale = train::CodeScale::kSize;

  /// Mask of active units, the shape of `codes`.
  at::Tensor active(const at::Tensor& codes) const {
    return train::find_active(codes, activation, scale);
  }
};

/// Codes of N rows, arranged by unit. On the CPU.
struct UnitCodes {
  at::Tensor codes;        ///< [H, N] float32, contiguous
  at::Tensor near_misses;  ///< [H, K] int64: of the rows in which the unit is not active, those
                           ///< with the largest input to its activation, largest first
  ActivityRule rule;

  std::int64_t units() const { return codes.size(0); }
  std::int64_t rows() const { return codes.size(1); }
};

/// Encodes input [N, D], N >= 1, in chunks and without gradients. near_misses: their number K for
/// each unit, at most N; units that are active in more than N − K rows have other rows at the end.
UnitCodes collect_codes(const model::Network& network, const at::Tensor& input,
                        train::CodeScale scale, std::int64_t near_misses);

}  // namespace sae::analysis
