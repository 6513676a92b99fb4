// SPDX-License-Identifier: MIT
// What a training run tells those who watch it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sae/metrics/loss_meter.h"
#include "sae/model/autoencoder_fwd.h"
#include "sae/train/evaluate.h"

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

/// A finished epoch: one row of metrics.csv.
struct EpochRecord {
  std::int64_t epoch = 0;        ///< from 1
  double seconds = 0;            ///< of the training steps; evaluation and files are not in it
  double images_per_second = 0;  ///< training rows / seconds
  metrics::LossMeans train;
  Evaluation valid;
};

enum class EndState { kFinished, kInterrupted, kDiverged };

/// How a run ended.
struct Outcome {
  EndState state = EndState::kFinished;
  std::vector<EpochRecord> history;  ///< one for each finished epoch
  double wall_seconds = 0;
  int signal = 0;       ///< that interrupted it
  std::string message;  ///< of a divergence: epoch, batch and term
};

/// Watches a run. Every call has a default that does nothing.
class Observer {
 public:
  virtual ~Observer() = default;
  /// Now and then within an epoch, at most every half second.
  virtual void on_progress(const Progress& /*progress*/) {}
  /// After each epoch's evaluation. history: all finished epochs, the new one last.
  virtual void on_epoch(const std::vector<EpochRecord>& /*history*/,
                        const model::AutoencoderImpl& /*model*/) {}
  /// Once, however the run ended, unless it ended by an exception.
  virtual void on_end(const Outcome& /*outcome*/, const model::AutoencoderImpl& /*model*/) {}
};

/// The epoch with the lowest validation MSE, the first of equals. history: not empty.
const EpochRecord& best_epoch(const std::vector<EpochRecord>& history);

}  // namespace sae::train
