// SPDX-License-Identifier: MIT
// What stands between the code and the decoder: dropout, and of topk the choice of units.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// Multiplies a batch's code by a mask: 0 for the units that topk leaves out (model::keep_largest
/// says which), times the mask of dropout.
template <class T>
class CodeMask {
 public:
  /// Allocates memory if the plan's code is masked.
  CodeMask(const FusedPlan& plan, int threads);

  bool exists() const { return !mask_.empty(); }

  /// Saves the codes [B, H] of some rows, then multiplies them by the mask. active_k: units per row
  /// that topk keeps. dropout: its mask [B, H]; null: 1.
  void apply(base::Block rows, int rank, Index active_k, const T* dropout, T* codes);

  /// delta ← delta · mask, for a part of the columns that begins at `column`; delta: the part's
  /// first value.
  void backprop(Index column, Extent part, T* delta) const;

  /// The codes before the mask, [B, H].
  const T* before(Index column) const { return before_.data() + column; }

 private:
  void leave_out(const T* codes, Index active_k, base::AlignedVector<T>& scratch, T* mask) const;

  Index width_;
  bool chooses_;                                 ///< whether topk does
  base::AlignedVector<T> before_;                ///< [B, H]
  base::AlignedVector<T> mask_;                  ///< [B, H]
  std::vector<base::AlignedVector<T>> scratch_;  ///< by thread [H]
};

}  // namespace sae::fused
