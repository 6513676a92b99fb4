// SPDX-License-Identifier: MIT
// The learned thresholds of a soft_threshold code.
#pragma once

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// c = max(s − τ, 0) of sigmoids s [B, H] and thresholds τ [H], and its derivatives. Each thread
/// has its own columns.
template <class T>
class SoftThreshold {
 public:
  /// plan, parameters: must outlive it. Allocates memory only if the plan's code is soft_threshold.
  SoftThreshold(const FusedPlan& plan, const T* parameters);

  bool exists() const { return !sigmoids_.empty(); }

  /// Replaces the sigmoids of some columns by codes. values: the block's first value; sums:
  /// of the codes by column, set for the block; may be null. Returns Σ c.
  double apply(base::Block columns, Extent part, T* values, T* sums);
  /// delta: from the decoder's derivatives by the codes to all derivatives by the sigmoids. by_unit
  /// (may be null) and by_size are those of penalties by each code of a column and by |c|. Sets
  /// `gradient`.
  void backprop(base::Block columns, Extent part, const T* by_unit, T by_size, T* delta);
  /// Derivative of the loss by the thresholds, starting at a column.
  const T* gradient(Index column) const { return gradient_.data() + column; }
  /// The sigmoids [B, H], starting at a column.
  const T* sigmoids(Index column) const { return sigmoids_.data() + column; }

 private:
  const FusedPlan& plan_;
  const T* parameters_;
  base::AlignedVector<T> sigmoids_;  ///< [B, H]
  base::AlignedVector<T> gradient_;  ///< [H]
};

}  // namespace sae::fused
