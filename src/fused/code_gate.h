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

/// Multiplies a batch's code by gates: 0 for the units that topk leaves out (model::keep_largest
/// says which), and what dropout asks for.
template <class T>
class CodeGate {
 public:
  /// Takes memory for a plan whose code is gated, else none.
  CodeGate(const FusedPlan& plan, int threads);

  bool exists() const { return !gates_.empty(); }

  /// Of some rows: remembers the codes [B, H] and multiplies them by their gates. kept: units of a
  /// row that topk keeps. dropped: [B, H] gates of dropout; null: 1.
  void close(base::Block rows, int rank, Index kept, const T* dropped, T* codes);

  /// delta ← delta · gate, for a part of the columns that begins at `column`; delta: the part's
  /// first value.
  void pass_back(Index column, Extent part, T* delta) const;

  /// The codes before their gates, [B, H].
  const T* before(Index column) const { return before_.data() + column; }

 private:
  void leave_out(const T* codes, Index kept, base::AlignedVector<T>& scratch, T* gates) const;

  Index width_;
  bool chooses_;                                 ///< whether topk does
  base::AlignedVector<T> before_;                ///< [B, H]
  base::AlignedVector<T> gates_;                 ///< [B, H]
  std::vector<base::AlignedVector<T>> scratch_;  ///< by thread [H]
};

}  // namespace sae::fused
