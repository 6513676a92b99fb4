// SPDX-License-Identifier: MIT
// Common interface of Adam and SGD, on ATen's fused update kernels.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "config/config.h"
#include "model/named_tensor.h"

namespace sae::train {

/// Adam's usual constants; epsilon is added to the square root.
inline constexpr double kAdamBeta1 = 0.9;
inline constexpr double kAdamBeta2 = 0.999;
inline constexpr double kAdamEpsilon = 1e-8;

/// Updates parameters from their gradients. Weight decay is part of the objective, so optimisers
/// add none.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One update. gradients: one for each parameter, in order.
  virtual void step(const std::vector<at::Tensor>& gradients) = 0;
  /// Sets the learning rate of the following steps; initially config.rate().
  virtual void set_learning_rate(double lr) = 0;
  /// Live tensors of all that the next step depends on besides the weights; copy a saved state into
  /// them to restore it. Names: "mean.", "square." or "velocity." followed by the parameter's name,
  /// and "step".
  virtual model::NamedTensors state() const = 0;
};

/// Makes the mini-batch optimiser that a configuration names (adam or sgd). parameters: leaves,
/// updated in place.
///   adam: Kingma & Ba 2015, bias-corrected
///   sgd:  v ← momentum · v + g (v starts as g), w ← w − lr · v, in PyTorch's form
std::unique_ptr<Optimizer> make_optimizer(const config::OptimConfig& config,
                                          const model::NamedTensors& parameters);

}  // namespace sae::train
