// SPDX-License-Identifier: MIT
// Common interface of Adam, AdamW and SGD, on ATen's fused update kernels.
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

/// Updates parameters from their gradients. The weight decay lambda is part of the objective, so
/// optimisers add only that of adamw.
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

/// The learning rate of a code's thresholds (code.threshold), as a multiple of the others': 10 for
/// jumprelu, whose thresholds learn in a narrow window only, else 1.
double threshold_rate(config::Activation code);

/// Factor of a gradient of this norm that brings it to `most` if it is larger, in PyTorch's form:
/// min(1, most/(norm + 1e-6)). The norm is that of all parameters' gradients together.
double clip_factor(double norm, double most);
/// Scales gradients by this factor. Does not synchronise with the device.
void clip(std::vector<at::Tensor>& gradients, double most);

/// Makes the mini-batch optimiser that a configuration names (adam, adamw or sgd). parameters:
/// leaves, updated in place; threshold_rate: of code.threshold.
///   adam:  Kingma & Ba 2015, bias-corrected
///   adamw: Loshchilov & Hutter 2019: before adam's step w ← (1 − lr · weight_decay) w, for weights
///          (names that end with kWeightEnd) and not for biases and thresholds
///   sgd:   v ← momentum · v + g (v starts as g), w ← w − lr · v, in PyTorch's form
std::unique_ptr<Optimizer> make_optimizer(const config::OptimConfig& config,
                                          const model::NamedTensors& parameters,
                                          double threshold_rate = 1);
inline constexpr const char* kWeightEnd = ".weight";

}  // namespace sae::train
