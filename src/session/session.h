// SPDX-License-Identifier: MIT
// A training run from its configuration to its folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/noise.h"
#include "data/split.h"
#include "format/json.h"
#include "machine/choose_engine.h"
#include "machine/device.h"
#include "model/autoencoder_fwd.h"
#include "run/resume.h"
#include "run/run_folder.h"
#include "session/estimate.h"
#include "session/targets.h"
#include "train/trainer.h"

namespace sae::session {

/// A run that ended, and its folder.
struct EndedRun {
  std::filesystem::path folder;
  train::Outcome outcome;
};

/// One training run. Construction reads the data, chooses the machine and makes the model, but
/// writes nothing.
class Session {
 public:
  /// Makes an observer for the run in `folder`.
  using MakeObserver = std::function<std::unique_ptr<train::Observer>(
      const config::Config& config, const std::filesystem::path& folder)>;

  /// config: from effective_config. command_line: as typed, for config.json; may be empty. Throws
  /// Error.
  Session(const config::Config& config, const std::vector<std::string>& command_line);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// The time, memory and disk of the run, from some measured steps.
  Estimate estimate() const;
  /// --dry_run: the estimate for the user.
  std::string estimate_text() const;
  /// Where it will train.
  const run::Machine& machine() const { return machine_; }

  /// Creates or reopens the run folder and trains, once. The files and pictures of the run are
  /// written by observers before that of `make_observer`. pending_signal: as in
  /// train::Trainer::fit. A new folder is removed again if an error ends the run before its first
  /// checkpoint. Throws Error, but not if the run diverges (throw_if_diverged).
  EndedRun train(const MakeObserver& make_observer, const std::function<int()>& pending_signal);

 private:
  void choose_machine(std::int64_t parameters);
  void settle_loss();
  void make_model();
  /// --time: sets the number of epochs and the length of schedules.
  void set_epochs();
  train::TrainingData training_data() const;
  train::Observers make_observers(const run::RunFolder& folder, const format::Json& facts,
                                  const MakeObserver& make_observer) const;
  void resume(const run::RunFolder& folder, train::Trainer& trainer) const;
  void log_start(const format::Json& facts) const;

  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  config::Config config_;
  data::Split split_;
  Targets targets_;
  data::Noise noise_;
  machine::ChosenDevice device_{at::kCPU, {}};
  std::shared_ptr<model::AutoencoderImpl> model_;
  machine::ChosenEngine engine_;
  run::Machine machine_;
  run::Identity identity_;
  format::Json provenance_;
};

/// Throws kDivergence, with the last good state as hint, if the run diverged.
void throw_if_diverged(const EndedRun& run);

}  // namespace sae::session
