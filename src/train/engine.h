// SPDX-License-Identifier: MIT
// One training step over a batch, behind an interface that fast engines share with the readable
// one.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>

#include "config/config.h"
#include "data/batcher.h"
#include "metrics/loss_meter.h"
#include "model/autoencoder_fwd.h"
#include "model/named_tensor.h"

namespace sae::engine {

/// Trains a model in place and keeps the running sums of the epoch.
class Engine {
 public:
  virtual ~Engine() = default;
  /// One step on a batch: forward, objective, backward, update. Does not wait for the device.
  virtual void step(const data::Batch& batch) = 0;
  /// The learning rate of the steps that follow.
  virtual void set_learning_rate(double lr) = 0;
  /// The epoch's running means and the first broken batch; reading them waits for the device.
  virtual metrics::LossMeter& meter() = 0;
  /// The optimiser's state as live tensors: copying into them puts a saved state back.
  virtual model::NamedTensors state() const = 0;
};

/// An engine and why it was taken, for the log and summary.json.
struct ChosenEngine {
  std::unique_ptr<Engine> engine;
  std::string name;
  std::string reason;
};

/// The engine for a configuration. The model must outlive it and lie on its final device.
/// threads: of the fused engine, >= 1. Throws kUsage when the engine that was asked for cannot run
/// it.
ChosenEngine choose_engine(model::AutoencoderImpl& model, const config::Config& config,
                           int threads = 1);

}  // namespace sae::engine
