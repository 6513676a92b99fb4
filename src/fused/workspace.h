// SPDX-License-Identifier: MIT
// Memory of the hand-written step, and the division of columns among threads.
#pragma once

#include <array>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/blas.h"
#include "fused/fused_plan.h"
#include "fused/kernels.h"

namespace sae::fused {

/// Memory of one thread.
template <class T>
struct alignas(64) Worker {
  base::AlignedVector<T> gradient;  ///< gradient of a few weight rows
  /// [chains · B, in], the thread's share of the derivatives with respect to the preceding layer.
  /// Two buffers, because other threads may still read one layer's shares while the next layer's
  /// are written.
  std::array<base::AlignedVector<T>, 2> shares;
  base::AlignedVector<T> column_gradient;  ///< for the code: derivative of kl by column
  base::AlignedVector<T> input_gradient;   ///< pre_bias: [D], sums over the rows of the derivatives
                                           ///< with respect to the input, by the thread's columns
  OutputSums output;
  int barriers = 0;  ///< in the current step
  double penalty = 0;
  double auxk = 0;              ///< weighted, of the thread's rows
  double squares = 0;           ///< Σ w² of the weights; tied ones count twice
  double gradient_squares = 0;  ///< of the thread's share of a stored gradient
};

/// Memory of a step. All matrices are row-major. If several chains run side by side, each chain's
/// rows follow those of the previous one.
///
/// The columns of each layer are divided among the threads; a layer too small to divide belongs to
/// thread 0.
template <class T>
class Workspace {
 public:
  /// plan: must outlive it. chains: 1, or 2 with a second chain.
  Workspace(const FusedPlan& plan, int threads, Index chains);

  /// Starts a step on `rows` rows, at most plan.batch_size.
  void start(Index rows) { rows_ = rows; }
  /// Rows of the batch.
  Index rows() const { return rows_; }
  /// Rows of all chains.
  Index all_rows() const { return chains_ * rows_; }

  bool divided(std::size_t layer) const { return divided_[layer]; }
  /// Whether the derivatives with respect to the preceding layer are a sum of several threads'
  /// shares.
  bool shared(std::size_t layer) const { return divided(layer) && !plan_.layers[layer].transposed; }
  /// Columns of a layer that belong to a thread; may be empty.
  base::Block columns(std::size_t layer, int rank) const;
  /// Extent of these columns in one chain.
  Extent extent(std::size_t layer, base::Block columns) const;

  /// Activations, and sums of a second chain, starting at a column: [chains · B, out].
  Matrix<T> values(std::size_t layer, Index column);
  /// Derivatives of the loss with respect to the layer's sums, starting at a column: [chains · B,
  /// out].
  Matrix<T> deltas(std::size_t layer, Index column);
  /// Gradient of the biases, starting at a column: [out].
  T* bias_gradient(std::size_t layer, Index column) {
    return bias_gradients_[layer].data() + column;
  }
  /// The matrix that a layer multiplies by its weights.
  Matrix<const T> input_of(std::size_t layer) const;
  T* share(std::size_t layer, int rank) { return worker(rank).shares[layer % 2].data(); }
  /// Sums the threads' shares for some columns of the preceding layer.
  void add_shares(std::size_t layer, base::Block block, const Kernels<T>& kernels);

  /// The network's input in the current step: inputs(), or rows [B, D] elsewhere.
  void set_input(const T* rows) { input_ = rows; }
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
  const T* input_ = nullptr;
  Values inputs_;                       ///< [B, D]
  Values targets_;                      ///< [B, D]; unused if the targets are the inputs
  std::vector<Values> values_;          ///< per layer
  std::vector<Values> deltas_;          ///< per layer
  std::vector<Values> bias_gradients_;  ///< per layer
  std::vector<Worker<T>> workers_;
};

}  // namespace sae::fused
