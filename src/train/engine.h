// SPDX-License-Identifier: MIT
// One training step over a batch, behind an interface that fast engines share with the readable
// one.
#pragma once

#include "data/batcher.h"
#include "model/named_tensor.h"
#include "train/loss_meter.h"

namespace sae::train {

/// Trains a model in place and keeps the running sums of the epoch.
class Engine {
 public:
  virtual ~Engine() = default;
  /// One step on a batch, with its active_k and code_mask: forward, objective, backward, update.
  /// Does not wait for the device.
  virtual void step(const data::Batch& batch) = 0;
  /// The learning rate of the steps that follow.
  virtual void set_learning_rate(double lr) = 0;
  /// The epoch's running means and the first broken batch; reading them waits for the device.
  virtual train::LossMeter& meter() = 0;
  /// The optimiser's state as live tensors: copying into them puts a saved state back.
  virtual model::NamedTensors state() const = 0;
};

}  // namespace sae::train
