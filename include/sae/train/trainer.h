// SPDX-License-Identifier: MIT
// The training loop.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sae/config/config.h"
#include "sae/data/batcher.h"
#include "sae/engine/engine.h"
#include "sae/train/evaluate.h"
#include "sae/train/observer.h"

namespace sae::train {

/// What a run trains on: features [N, D] on the model's device.
struct TrainingData {
  at::Tensor train;
  at::Tensor valid;
};

using Observers = std::vector<std::unique_ptr<Observer>>;

/// Trains a model epoch by epoch, evaluates it after each, and tells the observers.
class Trainer {
 public:
  /// All references must outlive the trainer. Throws kData when the validation rows are all equal.
  Trainer(const config::Config& config, model::AutoencoderImpl& model, engine::Engine& engine,
          const TrainingData& data, const Observers& observers);

  /// Runs all epochs, or until a signal is pending or the loss is no longer finite.
  /// pending_signal: polled after each step; anything but 0 ends the run.
  Outcome fit(const std::function<int()>& pending_signal);

 private:
  void run_epoch(std::int64_t epoch);
  void finish_epoch(std::int64_t epoch, double seconds);
  void report_progress(std::int64_t epoch, std::int64_t batches_done, double epoch_seconds);
  void check_finite(std::int64_t epoch);
  bool running() const { return outcome_.state == EndState::kFinished; }
  double wall_seconds() const;

  const config::Config& config_;
  model::AutoencoderImpl& model_;
  engine::Engine& engine_;
  const Observers& observers_;
  data::Batcher batcher_;
  Evaluator evaluator_;
  std::function<int()> pending_signal_;
  double start_ = 0;  ///< seconds on the steady clock
  Outcome outcome_;
};

}  // namespace sae::train
