// SPDX-License-Identifier: MIT
// One training step written by hand: forward, backward and update of a stack of linear layers on
// flat memory, by a team of threads.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/blas.h"
#include "fused/code_mask.h"
#include "fused/fused_plan.h"
#include "fused/fused_update.h"
#include "fused/kernels.h"
#include "fused/linear_chain.h"
#include "train/loss_meter.h"

namespace sae::fused {

/// Rows to train on: the batch's row i is to give row order[i] of `features`, or row i without an
/// order.
template <class T>
struct FusedBatch {
  const T* features = nullptr;  ///< [N, D]
  const std::int64_t* order = nullptr;
  Index rows = 0;
  const T* noisy = nullptr;      ///< [rows, D], what the network sees; null: what it is to give
  const T* code_mask = nullptr;  ///< [rows, H] of dropout; null: 1
};

/// T: float, or double for tests. Takes memory when made and none afterwards.
///
/// Each layer's columns are divided among the threads; a layer too small to divide is the first
/// thread's. A thread alone reads and writes the weights of its columns, which so stay in its
/// core's caches: backward each multiplies the derivatives of its columns by their weights, and
/// what comes out is added up for the columns of the layer before. (A tied decoder reads the
/// columns of its encoder's weights forward.) Threads meet once a layer forward and once backward.
/// The gradient of a few rows of weights is computed and used while it is in the cache.
/// kl_per_sample's linear chain runs as a second half of the batch from the first layer's sums on,
/// which both chains share.
template <class T>
class FusedStep {
 public:
  FusedStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team);

  void set_learning_rate(double lr) { update_.set_learning_rate(lr); }

  /// Of a topk code: how many units of a row stay.
  void set_active_k(Index active_k) { active_k_ = active_k; }

  /// Only to show that the thread sanitizer sees it: the threads pass the barrier of this number
  /// (from 0, in each step) without waiting.
  void skip_barrier(int number) { skipped_barrier_ = number; }

  /// How often the threads met in the last step.
  int barriers() const { return workers_.front().barriers; }

  /// One step; 1 to batch_size rows. Returns the terms of the loss before it.
  train::LossMeans step(const FusedBatch<T>& batch);

 private:
  using Values = base::AlignedVector<T>;

  /// What one thread needs for itself.
  struct alignas(64) Worker {
    Values gradient;  ///< a few rows of a weight's
    /// [B or 2B, in] what the thread adds to the derivatives by the layer before; two, for others
    /// may still read that of one layer when that of the next is written.
    std::array<Values, 2> shares;
    Values row_weights;      ///< [B] derivatives of the chain's penalty
    Values column_gradient;  ///< of the code: derivative of kl by its columns
    OutputSums output;
    int barriers = 0;  ///< in the step under way
    double penalty = 0;
    double squares = 0;  ///< of the weights, a tied one's twice
  };

  bool chained() const { return chain_.exists(); }
  bool divided(std::size_t layer) const { return divided_[layer]; }
  /// Whether the derivatives by the layer before are a sum of several threads' shares.
  bool shared(std::size_t layer) const { return divided(layer) && !plan_.layers[layer].transposed; }
  T* share(std::size_t layer, int rank);
  /// Behind a layer: both chains', where there are two.
  Index all_rows() const;
  base::Block columns(std::size_t layer, int rank) const;
  Extent extent(base::Block columns, std::size_t layer) const;
  Matrix<T> part(Values& values, std::size_t layer, Index column) const;
  Matrix<const T> input_of(std::size_t layer) const;
  /// What the sign of an activation adds to the derivative by it.
  T sign_weight(const FusedLayer& layer) const;
  void work(const FusedBatch<T>& batch, int rank);
  void barrier(bool needed, Worker& worker);
  void gather(const FusedBatch<T>& batch, int rank);
  void forward(std::size_t layer, int rank);
  void forward_product(std::size_t layer, base::Block block);
  void finish_hidden(std::size_t layer, base::Block block, Worker& worker);
  void finish_output(base::Block block, Worker& worker);
  void mask_code(const FusedBatch<T>& batch, int rank);
  void start_chain(int rank);
  void backprop_input(std::size_t layer, int rank);
  void backprop_input_tied(std::size_t layer, int rank);
  void add_shares(std::size_t layer, base::Block block);
  void finish_back(std::size_t layer, int rank);
  void update(std::size_t layer, int rank);
  void weight_gradient(std::size_t layer, base::Block rows, T* gradient) const;
  train::LossMeans terms() const;

  FusedPlan plan_;
  const T* parameters_;
  base::ThreadTeam& team_;
  const Kernels<T>& kernels_;
  std::vector<bool> divided_;
  int skipped_barrier_ = -1;
  Index batch_ = 0;       ///< rows of the step under way
  T element_weight_ = 0;  ///< of the reconstruction's derivative
  Values inputs_;         ///< [B, D]
  Values targets_;        ///< [B, D]; unused where they are the inputs
  const T* target_ = nullptr;
  std::vector<Values> values_;  ///< by layer [B or 2B, out]: activations, then the chain's sums
  std::vector<Values> deltas_;  ///< by layer, as `values_`: derivatives of the loss by the sums
  std::vector<Values> bias_gradients_;  ///< by layer [out]
  LinearChain<T> chain_;
  CodeMask<T> mask_;
  FusedUpdate<T> update_;
  Index active_k_ = 0;
  std::vector<Worker> workers_;
};

}  // namespace sae::fused
