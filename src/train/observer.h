// SPDX-License-Identifier: MIT
// Callbacks of a training run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/autoencoder_fwd.h"
#include "train/budget.h"
#include "train/checkpoint.h"
#include "train/early_stop.h"
#include "train/epoch_record.h"
#include "train/restoration.h"

namespace sae::train {

/// Progress of training within an epoch.
struct Progress {
  std::int64_t epoch = 0;  ///< from 1
  std::int64_t epochs = 0;
  std::int64_t batch = 0;  ///< batches done
  std::int64_t batches = 0;
  double running_loss = 0;
  double images_per_second = 0;
  double seconds_left =
      0;  ///< until the end, at the average pace so far (with evaluation, pictures)
};

enum class EndState { kFinished, kInterrupted, kDiverged };

/// How the wall time of this call was spent, in seconds.
struct Timing {
  double training = 0;    ///< steps
  double evaluation = 0;  ///< evaluation after each epoch
  double saving = 0;      ///< checkpoints, metrics.csv and model files
  double last_save = 0;   ///< duration of the last save
  double watching = 0;    ///< pictures and console
  double wall = 0;        ///< total
};

/// Error and sparsity on the test set.
struct TestMeasures : Measures {
  bool validates = false;  ///< whether the test set was also validated on after each epoch
};

/// How a run ended.
struct Outcome {
  EndState state = EndState::kFinished;
  std::vector<EpochRecord> history;  ///< one per finished epoch
  std::vector<double> unit_rates;    ///< Evaluation::unit_rates of the last epoch
  Timing timing;
  std::optional<EarlyStop> stopped;  ///< if --patience ended it before its last epoch
  std::optional<Restoration>
      restoration;                     ///< with the last weights; for finished runs with --corrupt
  std::vector<BudgetPoint> budget;     ///< with the last weights; for finished runs
  std::optional<TestMeasures> test;    ///< with the last weights; for finished runs with a test set
  std::optional<double> sparse_share;  ///< Engine::sparse_share, of this call's steps
  std::optional<Position> resumed;     ///< position from which this call resumed
  std::optional<Position> saved;       ///< the position of the last checkpoint
  int signal = 0;                      ///< signal that interrupted it; 0: none
  std::string message;                 ///< after a divergence: epoch, batch and term
  std::string advice;                  ///< after a divergence: option to lower
};

/// Results after an epoch.
struct FinishedEpoch {
  const std::vector<EpochRecord>& history;  ///< all finished epochs; this one is last
  const std::vector<double>& unit_rates;    ///< Evaluation::unit_rates of this epoch
  const model::AutoencoderImpl& model;
};

/// Watches a run. The default of every callback does nothing.
class Observer {
 public:
  virtual ~Observer() = default;
  /// Within an epoch, at most every half second.
  virtual void on_progress(const Progress& /*progress*/) {}
  /// After each epoch's evaluation.
  virtual void on_epoch(const FinishedEpoch& /*finished*/) {}
  /// When the run must be saved: after on_epoch, within a long epoch, and before on_end. Not called
  /// after a divergence.
  virtual void on_checkpoint(const Checkpoint& /*checkpoint*/) {}
  /// Once at the end of the run, however it ended, except by an exception.
  virtual void on_end(const Outcome& /*outcome*/, const model::AutoencoderImpl& /*model*/) {}
};

}  // namespace sae::train
