// SPDX-License-Identifier: MIT
// The mask between code and decoder: dropout and the unit selection of topk.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// Multiplies a batch's code by a mask: 0 for units that topk drops (see model::keep_largest),
/// times the dropout mask.
template <class T>
class CodeMask {
 public:
  /// Allocates memory only if topk or dropout masks the plan's code.
  CodeMask(const FusedPlan& plan, int threads);

  bool exists() const { return !mask_.empty(); }

  /// Saves the given rows of codes [B, H], then multiplies them by the mask. active_k: units per
  /// row that topk keeps. dropout: dropout mask [B, H]; null: 1.
  void apply(base::Block rows, int rank, Index active_k, const T* dropout, T* codes);

  /// delta ← delta · mask, for a block of columns that starts at `column`. delta: the block's first
  /// value.
  void backprop(Index column, Extent part, T* delta) const;

  /// The unmasked codes, [B, H].
  const T* before(Index column) const { return before_.data() + column; }

 private:
  void leave_out(const T* codes, Index active_k, base::AlignedVector<T>& scratch, T* mask) const;

  Index width_;
  bool chooses_;                                 ///< true for topk codes
  base::AlignedVector<T> before_;                ///< [B, H]
  base::AlignedVector<T> mask_;                  ///< [B, H]
  std::vector<base::AlignedVector<T>> scratch_;  ///< per thread, [H]
};

}  // namespace sae::fused
