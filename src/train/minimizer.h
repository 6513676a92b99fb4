// SPDX-License-Identifier: MIT
// Full-batch optimisers: L-BFGS and nonlinear conjugate gradient.
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

/// Evaluates at the current parameters. The gradient must own its memory.
using Function = std::function<Evaluated()>;

/// Minimises over parameters [n], a flat tensor that it updates in place.
class Minimizer {
 public:
  virtual ~Minimizer() = default;
  /// One iteration: a direction and a line search along it. Returns the terms at the new point. If
  /// no lower point is found even along −gradient, the parameters stay unchanged in this and all
  /// later iterations.
  virtual LossMeans iterate(const Function& function) = 0;
  /// Live tensors of all that the next iteration depends on besides the parameters.
  virtual model::NamedTensors state() const = 0;
};

///   lbfgs: Liu & Nocedal 1989, with the last 10 pairs of steps and gradient changes, scaled by the
///          newest pair. Pairs without positive curvature are skipped.
///   cg:    Polak & Ribière 1969. Restarts when beta would be negative or the direction is not a
///          descent direction (Nocedal & Wright 2006, section 5.2).
/// Both use the strong Wolfe conditions, with curvature .9 (lbfgs) and .1 (cg).
/// parameters: [n] float64 or float32, contiguous. config.optimizer: kLbfgs or kCg.
std::unique_ptr<Minimizer> make_minimizer(const config::OptimConfig& config,
                                          const at::Tensor& parameters);

}  // namespace sae::train
