// SPDX-License-Identifier: MIT
// The memory of a hand-written step, and which thread has which columns of it.
#pragma once

#include <array>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/blas.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// What one thread needs for itself.
template <class T>
struct alignas(64) Worker {
  base::AlignedVector<T> gradient;  ///< a few rows of a weight's
  /// [chains · B, in] what the thread adds to the derivatives by the layer before; two, because
  /// others may still read that of one layer when that of the next is written.
  std::array<base::AlignedVector<T>, 2> shares;
  base::AlignedVector<T> column_gradient;  ///< of the code: derivative of kl by its columns
  OutputSums output;
  int barriers = 0;  ///< in the step under way
  double penalty = 0;
  double squares = 0;  ///< of the weights, a tied one's twice
};

/// All matrices are row-major. Of `chains` batches that run through the layers side by side, the
/// rows of each follow those of the one before.
///
/// Each layer's columns are divided among the threads; a layer too small to divide is the first
/// thread's.
template <class T>
class Workspace {
 public:
  /// plan: must outlive it; chains: 1, or 2 with a second chain.
  Workspace(const FusedPlan& plan, int threads, Index chains);

  /// Starts a step over so many rows, at most plan.batch_size.
  void start(Index rows) { rows_ = rows; }
  /// Rows of the batch.
  Index rows() const { return rows_; }
  /// Rows of all chains.
  Index all_rows() const { return chains_ * rows_; }

  bool divided(std::size_t layer) const { return divided_[layer]; }
  /// Whether the derivatives by the layer before are a sum of several threads' shares.
  bool shared(std::size_t layer) const { return divided(layer) && !plan_.layers[layer].transposed; }
  /// The columns of a layer that a thread has; may be none.
  base::Block columns(std::size_t layer, int rank) const;
  /// Those columns of one chain.
  Extent extent(std::size_t layer, base::Block columns) const;

  /// From a column on: activations, and of a second chain its sums. [chains · B, out].
  Matrix<T> values(std::size_t layer, Index column);
  /// From a column on: derivatives of the loss by the layer's sums. [chains · B, out].
  Matrix<T> deltas(std::size_t layer, Index column);
  /// From a column on: [out].
  T* bias_gradient(std::size_t layer, Index column) {
    return bias_gradients_[layer].data() + column;
  }
  /// What a layer multiplies by its weights.
  Matrix<const T> input_of(std::size_t layer) const;
  T* share(std::size_t layer, int rank) { return worker(rank).shares[layer % 2].data(); }

  T* inputs() { return inputs_.data(); }
  T* targets() { return targets_.data(); }
  Worker<T>& worker(int rank) { return workers_[static_cast<std::size_t>(rank)]; }
  const std::vector<Worker<T>>& workers() const { return workers_; }

 private:
  using Values = base::AlignedVector<T>;

  const FusedPlan& plan_;
  int threads_;
  Index chains_;
  Index rows_ = 0;
  std::vector<bool> divided_;
  Values inputs_;                       ///< [B, D]
  Values targets_;                      ///< [B, D]; unused where they are the inputs
  std::vector<Values> values_;          ///< by layer
  std::vector<Values> deltas_;          ///< by layer
  std::vector<Values> bias_gradients_;  ///< by layer
  std::vector<Worker<T>> workers_;
};

}  // namespace sae::fused
