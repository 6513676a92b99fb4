// SPDX-License-Identifier: MIT
// The penalty group in the hand-written step.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// loss::group_penalty of codes [B, H] and its derivatives. Each thread has its own columns.
template <class T>
class GroupPenalty {
 public:
  /// plan: must outlive it. Allocates memory only if the plan has this penalty.
  explicit GroupPenalty(const FusedPlan& plan);

  bool exists() const { return !classes_.empty(); }

  /// Takes the classes of a batch: row i has labels[order[i]], or labels[i] if `order` is null. One
  /// thread calls it before all others apply the penalty.
  void start(const std::int64_t* labels, const std::int64_t* order, Index rows);
  /// The penalty of some columns, before beta. codes: the block's first value.
  double apply(base::Block columns, Extent part, const T* codes);
  /// Adds the penalty's derivatives to those by the codes; after `apply` of the same columns.
  void backprop(base::Block columns, Extent part, const T* codes, T* delta) const;

 private:
  T* factors(Index of_class) { return factors_.data() + of_class * width_; }
  const T* factors(Index of_class) const { return factors_.data() + of_class * width_; }

  const FusedPlan& plan_;
  Index width_;
  std::vector<Index> classes_;      ///< [B], of each row
  std::vector<Index> rows_;         ///< of each class in the batch
  base::AlignedVector<T> factors_;  ///< [classes, H], Σ c², then the factor of c in its derivative
};

}  // namespace sae::fused
