// SPDX-License-Identifier: MIT
// Adam and SGD behind one door, on the fused update kernels of ATen.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "config/config.h"
#include "model/named_tensor.h"

namespace sae::train {

/// Adam's usual numbers, its epsilon added to the root.
inline constexpr double kAdamBeta1 = 0.9;
inline constexpr double kAdamBeta2 = 0.999;
inline constexpr double kAdamEpsilon = 1e-8;

/// Moves parameters along their gradients. Decay is part of the objective, so that no optimiser
/// adds its own.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One update from `gradients`, one for each parameter in order.
  virtual void step(const std::vector<at::Tensor>& gradients) = 0;
  /// The learning rate of the steps that follow; that of the configuration until then.
  virtual void set_learning_rate(double lr) = 0;
  /// All that the next step depends on besides the weights, as the live tensors: what is copied
  /// into them is gone on from. Names: "mean.", "square." or "velocity." and the parameter's;
  /// "step".
  virtual model::NamedTensors state() const = 0;
};

/// The optimiser of batches (adam or sgd) that a configuration names, for these parameters (leaves,
/// updated in place).
///   adam: Kingma & Ba 2015, bias-corrected
///   sgd:  v ← momentum · v + g (v starts as g), w ← w − lr · v, PyTorch's form
std::unique_ptr<Optimizer> make_optimizer(const config::OptimConfig& config,
                                          const model::NamedTensors& parameters);

}  // namespace sae::train
