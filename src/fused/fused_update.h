// SPDX-License-Identifier: MIT
// Adam, AdamW and SGD for the hand-written step, on ranges of flat memory.
#pragma once

#include <cstdint>

#include "config/config.h"
#include "fused/kernels.h"

namespace sae::fused {

/// Memory that a step modifies. Pointers to T have the layout of the parameters.
template <class T>
struct FusedMemory {
  T* parameters = nullptr;
  T* mean = nullptr;            ///< adam's first moments; with sgd and momentum: velocities
  T* square = nullptr;          ///< adam only: second moments
  float* steps = nullptr;       ///< adam only: number of steps taken
  double* threshold = nullptr;  ///< batchtopk only: the code's threshold, see model/threshold.h
  // With --auxk only, of train::Firing:
  std::int64_t* silent = nullptr;   ///< [H], rows since each code unit was active
  std::int64_t* revived = nullptr;  ///< number of units that were dead and became active
  T* gradient = nullptr;  ///< with --grad_clip: the gradient, stored until its norm is known
};

/// What differs between kinds of parameters.
struct Kind {
  double decay = 0;      ///< this times the parameter is added to its gradient
  double rate = 1;       ///< factor of the learning rate
  bool shrinks = false;  ///< whether it has the weight decay of adamw
};

/// The same updates as train::Optimizer, for callers that hold a part of the gradient in the cache.
/// T: float or double.
template <class T>
class FusedUpdate {
 public:
  /// config.optimizer: kAdam, kAdamw or kSgd.
  FusedUpdate(const config::OptimConfig& config, FusedMemory<T> memory);

  void set_learning_rate(double lr) { config_.lr = lr; }

  /// Counts a step; call it before the step's first `move`.
  void start_step();

  /// Updates `count` parameters starting at `offset`, or stores their gradient if the memory has a
  /// place for it. Returns Σ parameter² before the update. Threads may update different ranges
  /// concurrently.
  double move(Index offset, Index count, const T* gradient, const Kind& kind) const;

  /// The same for a vector of norm 1 that keeps it: without the gradient's part along the vector,
  /// of which the decay is one, and with a scaling after the update. Changes the gradient.
  double move_unit(Index offset, Index count, T* gradient, const Kind& kind) const;

  /// Whether gradients are stored first and applied later.
  bool stores() const { return memory_.gradient != nullptr; }
  /// Σ g² of the stored gradient of some parameters.
  double stored_squares(Index offset, Index count) const;
  /// Updates some parameters by `factor` times their stored gradient, which it changes.
  void apply(Index offset, Index count, double factor, const Kind& kind) const;
  /// Scales a vector of parameters to norm 1.
  void normalise(Index offset, Index count) const;

 private:
  double update(Index offset, Index count, const T* gradient, const Kind& kind) const;

  config::OptimConfig config_;
  FusedMemory<T> memory_;
  const Kernels<T>& kernels_;
  AdamStep<T> adam_{};
};

}  // namespace sae::fused
