// SPDX-License-Identifier: MIT
// The gradients of weights and biases, and what becomes of them.
#pragma once

#include <optional>

#include "fused/fused_step.h"
#include "fused/workspace.h"

namespace sae::fused {

/// Computes the gradients of layers from the derivatives in a workspace and updates the parameters,
/// or for a part of a batch adds them to the batch's gradient. The gradient of a few weight rows is
/// computed and applied while it is in the cache. Each thread calls it for its own columns.
template <class T>
class LayerUpdate {
 public:
  /// plan, workspace: must outlive it.
  LayerUpdate(const FusedPlan& plan, FusedMemory<T> memory, Workspace<T>& workspace);

  void set_learning_rate(double lr) { update_.set_learning_rate(lr); }
  /// Starts a step. part: none for a whole batch.
  void start(const std::optional<FusedPart<T>>& part);

  /// A layer's biases and weights; of an output with pre_bias the weights alone.
  void layer(std::size_t layer, int rank);
  /// Some biases of a layer. Their gradients are in the workspace.
  void bias(std::size_t layer, base::Block columns);
  /// With pre_bias: sums what the input's derivatives add to the gradient of the output's bias.
  /// Call it with the first layer's bias gradients, before its weights change.
  void sum_input_gradient(int rank);
  /// The output's bias with both parts of its gradient. All threads must have passed
  /// sum_input_gradient.
  void pre_bias(int rank);

  /// Updates a unit's row of the first layer's weight. Returns Σ w² before the update.
  double encoder_row(Index unit, T* gradient, double uses) const;
  /// The same for the decoder's transposed weight. May change the gradient.
  double decoder_row(Index unit, T* gradient) const;

 private:
  double rows(std::size_t layer, base::Block rows, T* gradient, double uses) const;
  void weight_gradient(std::size_t layer, base::Block rows, T* gradient, bool accumulate);

  const FusedPlan& plan_;
  const T* parameters_;
  Workspace<T>& memory_;
  const Kernels<T>& kernels_;
  FusedUpdate<T> update_;
  std::optional<FusedPart<T>> part_;
};

}  // namespace sae::fused
