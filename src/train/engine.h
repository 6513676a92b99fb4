// SPDX-License-Identifier: MIT
// Interface of a training step on a batch, for the readable engine and the fast ones.
#pragma once

#include <optional>

#include "data/batcher.h"
#include "model/named_tensor.h"
#include "train/firing.h"
#include "train/loss_meter.h"

namespace sae::train {

/// Trains a model in place and accumulates the epoch's loss terms.
class Engine {
 public:
  virtual ~Engine() = default;
  /// One step on a batch, with its active_k and code_mask: forward, objective, backward, update.
  /// Does not synchronise with the device.
  virtual void step(const data::Batch& batch) = 0;
  /// Sets the learning rate of the following steps.
  virtual void set_learning_rate(double lr) = 0;
  /// Sets the share of beta in the following steps, in (0, 1].
  virtual void set_penalty_share(double) {}
  /// The epoch's running means and its first non-finite batch; reading them synchronises with the
  /// device.
  virtual train::LossMeter& meter() = 0;
  /// The optimiser's state as live tensors; copy a saved state into them to restore it.
  virtual model::NamedTensors state() const = 0;
  /// Called before the first step of an epoch.
  virtual void start_epoch() {}
  /// Dead and revived units; none if the engine does not count them. Synchronises with the device.
  virtual std::optional<FiringCounts> firing() const { return std::nullopt; }
  /// Share of the steps so far that computed the active units alone, in [0, 1]; none before the
  /// first step and for an engine that always computes all.
  virtual std::optional<double> sparse_share() const { return std::nullopt; }
};

}  // namespace sae::train
