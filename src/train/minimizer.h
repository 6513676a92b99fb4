// SPDX-License-Identifier: MIT
// Optimisers that see the whole function: L-BFGS and nonlinear conjugate gradient.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>

#include "config/config.h"
#include "model/named_tensor.h"
#include "train/loss_meter.h"

namespace sae::train {

/// A function at a point: the terms of a loss, whose sum is minimised, and its gradient [n].
struct Evaluated {
  LossMeans terms;
  at::Tensor gradient;
  double value() const { return terms.loss; }
};

/// Evaluates at the present content of the parameters. The gradient is its own memory.
using Function = std::function<Evaluated()>;

/// Minimises over parameters [n], a flat tensor that it changes in place.
class Minimizer {
 public:
  virtual ~Minimizer() = default;
  /// One iteration: a direction and a search along it. Returns the terms where it ends. When even
  /// −gradient leads to no lower point, the parameters stay, then and in all later iterations.
  virtual LossMeans iterate(const Function& function) = 0;
  /// All that the next iteration depends on besides the parameters, as live tensors.
  virtual model::NamedTensors state() const = 0;
};

/// lbfgs: Liu & Nocedal 1989, the last 10 pairs of steps and changes of the gradient, scaled by the
///        newest pair; a pair without positive curvature is left out.
/// cg:    Polak & Ribière 1969, restarted where beta would be negative or the direction does not
///        fall (Nocedal & Wright 2006, section 5.2).
/// Both search with the strong Wolfe conditions, curvature .9 and .1.
/// parameters: [n] float64 or float32, contiguous. config.optimizer: kLbfgs or kCg.
std::unique_ptr<Minimizer> make_minimizer(const config::OptimConfig& config,
                                          const at::Tensor& parameters);

}  // namespace sae::train
