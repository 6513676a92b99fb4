// SPDX-License-Identifier: MIT
// The training loop.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/batcher.h"
#include "train/checkpoint.h"
#include "train/engine.h"
#include "train/evaluate.h"
#include "train/observer.h"

namespace sae::train {

/// What a run trains on: features [N, D] on the model's device.
struct TrainingData {
  at::Tensor train;
  at::Tensor valid;
  data::Noise noise;               ///< of each training batch
  at::Tensor valid_input;          ///< what the network sees when it is validated; none: `valid`
  std::optional<NoisyRows> noisy;  ///< `valid` with the noise that is trained on; none: no noise
};

using Observers = std::vector<std::unique_ptr<Observer>>;

/// Trains a model epoch by epoch, evaluates it after each, tells the observers, and has them save
/// the run: at an epoch's end when five seconds have passed since the last time, every
/// --checkpoint_every seconds within one, on a signal and at the end.
class Trainer {
 public:
  /// All references must outlive the trainer. Throws kData when the validation rows are all equal.
  Trainer(const config::Config& config, model::AutoencoderImpl& model, train::Engine& engine,
          const TrainingData& data, const Observers& observers);

  /// Puts a saved state back, so that `fit` goes on from it; its first act is to save anew, for
  /// files may have been lost or have run ahead. `file` stands for the checkpoint in messages.
  /// Throws kCheckpoint when the state does not fit this model, optimiser and data.
  void resume(const Checkpoint& checkpoint, const std::string& file);

  /// Runs all epochs, or until --patience ends it, a signal is pending or the loss is no longer
  /// finite.
  /// pending_signal: polled after each step; anything but 0 ends the run.
  Outcome fit(const std::function<int()>& pending_signal);

 private:
  void run_epoch();
  void step(std::int64_t active_k);
  void finish_epoch(const EpochRecord& trained);
  bool wants_epoch();
  void measure_noise();
  void report_progress();
  void check_signal();
  void check_finite();
  void diverge(const std::string& what, const std::string& advice);
  void save();
  Checkpoint checkpoint();
  std::int64_t rows_done() const;
  double epoch_seconds() const;
  double images_per_second(double seconds) const;
  bool running() const { return outcome_.state == EndState::kFinished; }

  const config::Config& config_;
  model::AutoencoderImpl& model_;
  train::Engine& engine_;
  const TrainingData& data_;
  const Observers& observers_;
  data::Batcher batcher_;
  Evaluator evaluator_;
  std::function<int()> pending_signal_;
  Position next_;
  model::NamedTensors last_;  ///< weights after the last finished epoch
  model::NamedTensors best_;  ///< weights after the best one
  // Seconds on the steady clock.
  double start_ = 0;
  double last_read_ = 0;
  double last_saved_ = 0;
  // The epoch under way, as far as this call trains it.
  double epoch_start_ = 0;
  double saving_at_start_ = 0;
  std::int64_t rows_at_start_ = 0;
  Outcome outcome_;
};

}  // namespace sae::train
