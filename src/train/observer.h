// SPDX-License-Identifier: MIT
// What a training run tells those who watch it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/autoencoder_fwd.h"
#include "train/checkpoint.h"
#include "train/early_stop.h"
#include "train/epoch_record.h"
#include "train/restoration.h"

namespace sae::train {

/// Where training stands inside an epoch.
struct Progress {
  std::int64_t epoch = 0;  ///< from 1
  std::int64_t epochs = 0;
  std::int64_t batch = 0;  ///< batches done
  std::int64_t batches = 0;
  double running_loss = 0;
  double images_per_second = 0;
  double seconds_left =
      0;  ///< of the whole run, evaluation and pictures included, as it went so far
};

enum class EndState { kFinished, kInterrupted, kDiverged };

/// Where the wall time of this call went, in seconds.
struct Timing {
  double training = 0;    ///< the steps
  double evaluation = 0;  ///< measuring after each epoch
  double saving = 0;      ///< checkpoints, metrics.csv and model files
  double last_save = 0;   ///< the latest of the savings
  double watching = 0;    ///< pictures and console
  double wall = 0;        ///< all of it
};

/// How a run ended.
struct Outcome {
  EndState state = EndState::kFinished;
  std::vector<EpochRecord> history;  ///< one for each finished epoch
  std::vector<double> unit_rates;    ///< Evaluation::unit_rates of the last one
  Timing timing;
  std::optional<EarlyStop> stopped;  ///< where --patience ended it before its last epoch
  std::optional<Restoration>
      restoration;                  ///< by the last weights; of a finished run with --corrupt
  std::optional<Position> resumed;  ///< where this call went on
  std::optional<Position> saved;    ///< the position of the last checkpoint
  int signal = 0;                   ///< that interrupted it
  std::string message;              ///< of a divergence: epoch, batch and term
  std::string advice;               ///< of a divergence: what to lower
};

/// What is known after an epoch.
struct FinishedEpoch {
  const std::vector<EpochRecord>& history;  ///< all finished epochs, this one last
  const std::vector<double>& unit_rates;    ///< Evaluation::unit_rates of this one
  const model::AutoencoderImpl& model;
};

/// Watches a run. Every call has a default that does nothing.
class Observer {
 public:
  virtual ~Observer() = default;
  /// Now and then within an epoch, at most every half second.
  virtual void on_progress(const Progress& /*progress*/) {}
  /// After each epoch's evaluation.
  virtual void on_epoch(const FinishedEpoch& /*finished*/) {}
  /// When the run is to be saved: after on_epoch, within a long epoch, before on_end. Not after a
  /// divergence.
  virtual void on_checkpoint(const Checkpoint& /*checkpoint*/) {}
  /// Once, however the run ended, unless it ended by an exception.
  virtual void on_end(const Outcome& /*outcome*/, const model::AutoencoderImpl& /*model*/) {}
};

}  // namespace sae::train
