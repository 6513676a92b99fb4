// SPDX-License-Identifier: MIT
// The training step with dense matrix products for every layer.
#pragma once

#include "fused/code_mask.h"
#include "fused/fused_step.h"
#include "fused/group_penalty.h"
#include "fused/layer_update.h"
#include "fused/soft_threshold.h"
#include "fused/threshold_mask.h"
#include "fused/workspace.h"

namespace sae::fused {

/// The columns of a layer are divided among the threads (Workspace). Only the owner of a column
/// reads and writes its weights, so they stay in that core's cache. In the backward pass each
/// thread multiplies the derivatives of its columns by their weights; the products are summed for
/// the columns of the preceding layer. (A transposed weight belongs to the owners of the preceding
/// layer's columns, and all read it in the forward pass.) The threads meet at a barrier once per
/// layer in each direction. The gradient of a few weight rows is computed and applied while it is
/// in the cache.
template <class T>
class DenseStep : public FusedStep<T> {
 public:
  /// chains: number of batches that run through the layers side by side (ChainedStep: 2).
  DenseStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team, Index chains = 1);

  void set_learning_rate(double lr) final { update_.set_learning_rate(lr); }
  train::LossMeans step(const FusedBatch<T>& batch) final;
  void encode(const FusedBatch<T>& batch, double* code_sums) final;
  void set_beta(double beta) final { plan_.loss.beta = beta; }
  void skip_barrier(int number) final { skipped_barrier_ = number; }
  int barriers() const final { return memory_.workers().front().barriers; }

 protected:
  /// Called on each thread after the first layer's forward pass. Returns true, on all threads, if
  /// it has done the rest of the step.
  virtual bool finish_early(const FusedBatch<T>& /*batch*/, int /*rank*/) { return false; }
  /// Hooks for a second chain, called on each thread with its own columns (never none). This one is
  /// called after a layer's product, before bias and activation.
  virtual void extend_forward(std::size_t /*layer*/, base::Block /*columns*/, int /*rank*/) {}
  /// Called between the forward and the backward pass.
  virtual void start_backward(int /*rank*/) {}
  /// Called after the derivatives with respect to a layer's sums and biases.
  virtual void extend_backward(std::size_t /*layer*/, base::Block /*columns*/, int /*rank*/) {}

  const FusedPlan& plan() const { return plan_; }
  const T* parameters() const { return parameters_; }
  const Kernels<T>& kernels() const { return kernels_; }
  Workspace<T>& memory() { return memory_; }
  int threads() const { return team_.size(); }
  LayerUpdate<T>& update() { return update_; }
  const T* target() const { return target_; }
  void barrier(bool needed, int rank);
  /// LayerUpdate::pre_bias, if the plan has it, after a barrier.
  void update_pre_bias(int rank);
  /// What the output kernel does in the last layer.
  OutputPass<T> output_pass() const;
  /// Factor of sign(activation) in the derivative with respect to an activation.
  T sign_weight(const FusedLayer& layer) const;

 private:
  /// Rows of the batch, of which those of the step may be a part.
  Index whole_rows() const { return part_ ? part_->whole_rows : memory_.rows(); }
  void work(const FusedBatch<T>& batch, int rank);
  void pass(const FusedBatch<T>& batch, int rank);
  void clip_gradient(int rank);
  void encode(const FusedBatch<T>& batch, double* code_sums, int rank);
  void gather(const FusedBatch<T>& batch, int rank);
  void forward(std::size_t layer, int rank);
  void forward_product(std::size_t layer, base::Block block);
  void finish_hidden(std::size_t layer, base::Block block, Worker<T>& worker);
  double activate(std::size_t layer, base::Block block, T* sums);
  void penalise(base::Block block, Worker<T>& worker);
  T* kept_activations(std::size_t layer, base::Block block) const;
  void finish_output(base::Block block, Worker<T>& worker);
  void mask_code(const FusedBatch<T>& batch, int rank);
  void backprop_input(std::size_t layer, int rank);
  void backprop_input_by_row(std::size_t layer, int rank);
  void backprop_thresholds(base::Block block, T* delta, Worker<T>& worker);
  void finish_back(std::size_t layer, int rank);
  train::LossMeans terms() const;

  FusedPlan plan_;
  const T* parameters_;
  base::ThreadTeam& team_;
  const Kernels<T>& kernels_;
  Workspace<T> memory_;
  CodeMask<T> mask_;
  ThresholdMask<T> thresholds_;
  SoftThreshold<T> soft_;
  GroupPenalty<T> group_;
  LayerUpdate<T> update_;
  const T* target_ = nullptr;         ///< [B, D], target of the current step
  std::optional<FusedPart<T>> part_;  ///< of the current step
  int skipped_barrier_ = -1;
};

}  // namespace sae::fused
