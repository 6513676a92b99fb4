// SPDX-License-Identifier: MIT
// The second chain of kl_per_sample: the network's layers without their activations.
#pragma once

#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// Of each layer's linear sums z: the slopes of their sigmoids, and each sample's mean sigmoid q
/// over the units, of which the penalty is Σ KL(ρ‖q). The threads add up parts of a layer's
/// columns.
template <class T>
class LinearChain {
 public:
  LinearChain(const FusedPlan& plan, int threads);

  /// z ← source + bias for a part of a layer's columns that begins at `column`; remembers the
  /// slopes and the rank's sums, which stay 0 for a rank without a part. source and z: the part's
  /// first value.
  void forward(const Kernels<T>& kernels, std::size_t layer, int rank, Index column, Extent part,
               const T* source, T* z, const T* bias);

  /// Σ KL over all layers and these samples, when all parts are in.
  double penalty(base::Block rows) const;
  /// weights[row] ← the derivative of the loss by a sigmoid of that sample in the layer: what their
  /// slopes are multiplied by.
  void weigh(std::size_t layer, Index rows, base::AlignedVector<T>& weights) const;
  const T* slopes(std::size_t layer, Index column) const { return slopes_[layer].data() + column; }

 private:
  T* sums(std::size_t layer, int rank);
  double mean(std::size_t layer, Index row) const;

  double rho_;
  double weight_;  ///< of the penalty
  Index batch_size_;
  Index threads_;
  std::vector<Index> widths_;
  std::vector<base::AlignedVector<T>> slopes_;  ///< by layer [B, width]: s(1 − s)
  std::vector<base::AlignedVector<T>>
      row_sums_;  ///< by layer [threads, B]: Σ s over a thread's columns
};

}  // namespace sae::fused
