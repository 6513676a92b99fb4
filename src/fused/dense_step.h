// SPDX-License-Identifier: MIT
// The step that computes every layer with dense matrix products.
#pragma once

#include "fused/code_mask.h"
#include "fused/fused_step.h"
#include "fused/workspace.h"

namespace sae::fused {

/// The columns of a layer are divided among the threads (Workspace). A thread alone reads and
/// writes the weights of its columns, so they stay in its core's caches. Backward, each thread
/// multiplies the derivatives of its columns by their weights, and the products are added up for
/// the columns of the layer before. (A tied decoder reads the columns of its encoder's weights
/// forward.) The threads wait for each other once a layer forward and once backward. The gradient
/// of a few rows of weights is computed and used while it is in the cache.
template <class T>
class DenseStep : public FusedStep<T> {
 public:
  /// chains: how many batches run through the layers side by side (ChainedStep: 2).
  DenseStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team, Index chains = 1);

  void set_learning_rate(double lr) final { update_.set_learning_rate(lr); }
  train::LossMeans step(const FusedBatch<T>& batch) final;
  void skip_barrier(int number) final { skipped_barrier_ = number; }
  int barriers() const final { return memory_.workers().front().barriers; }

 protected:
  /// What a step with a second chain adds, on each thread. The columns are the thread's, not none.
  /// After a layer's product, before bias and activation.
  virtual void extend_forward(std::size_t /*layer*/, base::Block /*columns*/, int /*rank*/) {}
  /// Between the last layer forward and the first backward.
  virtual void start_backward(int /*rank*/) {}
  /// After the derivatives by a layer's sums and biases.
  virtual void extend_backward(std::size_t /*layer*/, base::Block /*columns*/, int /*rank*/) {}

  const FusedPlan& plan() const { return plan_; }
  const T* parameters() const { return parameters_; }
  const Kernels<T>& kernels() const { return kernels_; }
  Workspace<T>& memory() { return memory_; }
  int threads() const { return team_.size(); }
  void barrier(bool needed, int rank);

 private:
  void work(const FusedBatch<T>& batch, int rank);
  void gather(const FusedBatch<T>& batch, int rank);
  void forward(std::size_t layer, int rank);
  void forward_product(std::size_t layer, base::Block block);
  void finish_hidden(std::size_t layer, base::Block block, Worker<T>& worker);
  void finish_output(base::Block block, Worker<T>& worker);
  void mask_code(const FusedBatch<T>& batch, int rank);
  void backprop_input(std::size_t layer, int rank);
  void backprop_input_tied(std::size_t layer, int rank);
  void add_shares(std::size_t layer, base::Block block);
  void finish_back(std::size_t layer, int rank);
  void update(std::size_t layer, int rank);
  void weight_gradient(std::size_t layer, base::Block rows, T* gradient);
  /// What the sign of an activation adds to the derivative by it.
  T sign_weight(const FusedLayer& layer) const;
  train::LossMeans terms() const;

  FusedPlan plan_;
  const T* parameters_;
  base::ThreadTeam& team_;
  const Kernels<T>& kernels_;
  Workspace<T> memory_;
  CodeMask<T> mask_;
  FusedUpdate<T> update_;
  const T* target_ = nullptr;  ///< [B, D] of the step under way
  int skipped_barrier_ = -1;
};

}  // namespace sae::fused
