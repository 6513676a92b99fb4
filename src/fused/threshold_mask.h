// SPDX-License-Identifier: MIT
// The thresholds of a jumprelu code, and the penalties on its active units.
#pragma once

#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// c = z · 1[z > θ] of sums z [B, H], its derivatives (model/layer.h), and the penalties l0,
/// l0_target and tanh_l0 (loss/penalties.h), the last one for decoder columns of norm 1. Threads
/// apply it to their own rows and backpropagate through their own columns.
template <class T>
class ThresholdMask {
 public:
  /// plan, parameters: must outlive it. Allocates memory only if the plan's code has thresholds.
  ThresholdMask(const FusedPlan& plan, const T* parameters, int threads);

  bool exists() const { return !before_.empty(); }

  /// Keeps the sums of the given rows, sets those that are not above their threshold to 0, and
  /// counts the others.
  void apply(base::Block rows, int rank, T* sums);
  /// The penalty of a batch of `rows` rows, before beta; all threads have applied it. 0 for other
  /// penalties.
  double penalty(Index rows) const;
  /// delta: from the derivatives by the code's columns to those by its sums; the block's first
  /// value. Sets `gradient`. All threads have applied it.
  void backprop(base::Block columns, Extent part, T* delta);
  /// Derivative of the loss by the thresholds, starting at a column.
  const T* gradient(Index column) const { return gradient_.data() + column; }

 private:
  /// What a thread's rows add to a penalty.
  struct alignas(64) Sums {
    Index active = 0;
    double tanh = 0;
  };

  const T* thresholds() const { return parameters_ + *plan_.threshold; }
  bool has(config::Penalty penalty) const;
  double mean_active(Index rows) const;

  const FusedPlan& plan_;
  const T* parameters_;
  base::AlignedVector<T> before_;    ///< [B, H], sums
  base::AlignedVector<T> gradient_;  ///< [H]
  std::vector<Sums> sums_;           ///< per thread
};

}  // namespace sae::fused
