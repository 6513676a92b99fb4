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

/// Data of a run: features [N, D] on the model's device.
struct TrainingData {
  at::Tensor train;
  at::Tensor labels;  ///< [N] int64, class of each training row, for the penalty group
  at::Tensor valid;
  data::Noise noise;               ///< added to each training batch
  at::Tensor valid_input;          ///< input of the validation rows; none: `valid`
  std::optional<NoisyRows> noisy;  ///< `valid` with the training noise; none: no noise
  bool valid_is_test = false;      ///< whether `valid` is the test set
  at::Tensor test;                 ///< another test set, measured at the end; none: not measured
  at::Tensor test_input;           ///< input of the test rows; none: `test`
};

using Observers = std::vector<std::unique_ptr<Observer>>;

/// Trains a model, evaluates it after each epoch and notifies the observers. They save the run: at
/// an epoch's end if the last save is five seconds old, every --checkpoint_every seconds within an
/// epoch, on a signal, and at the end.
class Trainer {
 public:
  /// All references must outlive the trainer.
  Trainer(const config::Config& config, model::AutoencoderImpl& model, train::Engine& engine,
          const TrainingData& data, const Observers& observers);

  /// Restores a saved state, from which `fit` resumes. `fit` first saves again, because files may
  /// be missing or newer than the checkpoint. file: the checkpoint's name in messages. Throws
  /// kCheckpoint if the state does not match this model, optimiser and data.
  void resume(const Checkpoint& checkpoint, const std::string& file);

  /// Runs all epochs, or until --patience ends the run, a signal is pending or the loss is not
  /// finite. pending_signal: called after each step; a non-zero value ends the run.
  Outcome fit(const std::function<int()>& pending_signal);

 private:
  void run_epoch();
  void step(std::int64_t active_k);
  void finish_epoch(const EpochRecord& trained);
  bool wants_epoch();
  void measure_noise();
  void measure_budget();
  void measure_test();
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
  model::NamedTensors best_;  ///< weights after the best epoch
  // Seconds of the steady clock.
  double start_ = 0;
  double last_read_ = 0;
  double last_saved_ = 0;
  // The part of the current epoch that this call trains.
  double epoch_start_ = 0;
  double saving_at_start_ = 0;
  std::int64_t rows_at_start_ = 0;
  Outcome outcome_;
};

}  // namespace sae::train
