// SPDX-License-Identifier: MIT
// The optimisers of a hand-written step: Adam and SGD on flat memory, a piece at a time.
#pragma once

#include "config/config.h"
#include "fused/kernels.h"

namespace sae::fused {

/// Memory that a step changes; all but `steps` of the parameters' layout.
template <class T>
struct FusedMemory {
  T* parameters = nullptr;
  T* mean = nullptr;       ///< of adam; of sgd with momentum the velocities
  T* square = nullptr;     ///< of adam
  float* steps = nullptr;  ///< of adam: steps taken
};

/// train::Optimizer's mathematics, for a caller that has some gradients in the cache. T: float or
/// double.
template <class T>
class FusedUpdate {
 public:
  /// config.optimizer: kAdam or kSgd.
  FusedUpdate(const config::OptimConfig& config, FusedMemory<T> memory);

  void set_learning_rate(double lr) { config_.lr = lr; }

  /// Before the first piece of a step: counts it.
  void start_step();

  /// Moves `count` parameters from `offset` on along their gradients, to which decay times the
  /// parameter is added; returns the sum of their squares before. Threads may move different
  /// pieces at the same time.
  double move(Index offset, Index count, const T* gradient, double decay) const;

 private:
  config::OptimConfig config_;
  FusedMemory<T> memory_;
  const Kernels<T>& kernels_;
  AdamStep<T> adam_{};
};

}  // namespace sae::fused
