// SPDX-License-Identifier: MIT
// The second chain of kl_per_sample: the network's layers without activations.
#pragma once

#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// Keeps, for each layer's linear sums z, the slopes of their sigmoids and each sample's mean
/// sigmoid q over the units. The penalty is Σ KL(ρ‖q). Each thread sums its part of a layer's
/// columns.
template <class T>
class LinearChain {
 public:
  /// plan: must outlive it.
  LinearChain(const FusedPlan& plan, int threads);

  /// z ← source + bias for a block of a layer's columns that starts at `column`; stores the slopes
  /// and the rank's sums of sigmoids. The sums stay 0 for a rank without columns. source, z: the
  /// block's first value.
  void forward(const Kernels<T>& kernels, std::size_t layer, int rank, Index column, Extent part,
               const T* source, T* z, const T* bias);

  /// Σ KL over all layers and these samples; call it after all `forward` calls.
  double penalty(base::Block rows) const;
  /// weights[row] ← derivative of the loss with respect to a sigmoid of that sample in the layer:
  /// the factor of the slopes.
  void weigh(std::size_t layer, Index rows, base::AlignedVector<T>& weights) const;
  const T* slopes(std::size_t layer, Index column) const { return slopes_[layer].data() + column; }

 private:
  T* sums(std::size_t layer, int rank);
  double mean(std::size_t layer, Index row) const;

  const config::LossConfig& loss_;
  Index batch_size_;
  Index threads_;
  std::vector<Index> widths_;
  std::vector<base::AlignedVector<T>> slopes_;  ///< per layer, [B, width]: s(1 − s)
  std::vector<base::AlignedVector<T>>
      row_sums_;  ///< per layer, [threads, B]: Σ s over a thread's columns
};

}  // namespace sae::fused
