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

  /// Some learned thresholds of a code, which stay >= 0.
  void thresholds(base::Block units, const T* gradient) const;

  /// Updates a unit's row of the first layer's weight. Returns Σ w² before the update.
  double encoder_row(Index unit, T* gradient, double uses) const;
  /// The same for the decoder's transposed weight. May change the gradient.
  double decoder_row(Index unit, T* gradient) const;

  /// Whether the gradients of a step are stored, with --grad_clip.
  bool stores() const { return update_.stores(); }
  /// The thread's share of the stored gradient's Σ g². All threads have stored theirs.
  double stored_squares(int rank) const;
  /// The thread's share of the update by the stored gradients, times `factor`.
  void apply(double factor, int rank) const;

 private:
  /// A parameter's place in the flat memory, and how it is updated.
  struct Parameter {
    Index offset = 0, rows = 0, row_size = 1;
    Kind kind{};
    bool unit_norm = false;  ///< whether each row keeps norm 1
    bool positive = false;   ///< whether the values stay >= 0
  };

  Kind weight_kind(double uses) const;
  Kind threshold_kind() const;
  bool keeps_norm(std::size_t layer) const { return plan_.unit_norm && layer == plan_.code + 1; }
  template <class Visit>
  void each_share(int rank, const Visit& visit) const;
  void keep_positive(Index offset, Index count) const;
  double rows(std::size_t layer, base::Block rows, T* gradient, double uses) const;
  void weight_gradient(std::size_t layer, base::Block rows, T* gradient, bool accumulate);

  const FusedPlan& plan_;
  T* parameters_;
  Workspace<T>& memory_;
  const Kernels<T>& kernels_;
  FusedUpdate<T> update_;
  std::optional<FusedPart<T>> part_;
};

}  // namespace sae::fused
