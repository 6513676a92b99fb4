// SPDX-License-Identifier: MIT
// sweep.json: what a sweep consists of, and what its ended trials returned.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "batch/parallel.h"
#include "batch/trial.h"

namespace sae::batch {

inline constexpr const char* kSweepName = "sweep.json";
inline constexpr const char* kTrialsName = "trials.csv";
inline constexpr const char* kLogsName = "logs";  ///< a folder: what each trial printed

/// A trial and how its last process ended.
struct PlannedTrial {
  Trial trial;
  std::vector<config::Setting> implied{};  ///< settings that the sweep chose, such as threads
  std::optional<CommandEnd> end{};         ///< none: not run yet, or it did not end by itself
};

/// A sweep, as in its sweep.json.
struct Sweep {
  std::filesystem::path folder;     ///< absolute
  std::filesystem::path directory;  ///< working directory of the trials: relative paths begin there
  std::vector<config::Setting> fixed;  ///< settings of all trials
  std::vector<PlannedTrial> trials;

  /// The folder of the trial's run.
  std::filesystem::path run_of(const Trial& trial) const { return folder / trial.name; }
  /// All settings of a trial, each option once: its own replace those of all trials.
  std::vector<config::Setting> settings_of(const PlannedTrial& planned) const;
};

/// The sweep in a folder; nothing if there is none. Throws kCheckpoint if its file is damaged.
std::optional<Sweep> read_sweep(const std::filesystem::path& folder);

/// Writes sweep.json. Throws kOutput.
void write_sweep(const Sweep& sweep);

/// Adds new trials to a sweep; those that it has already stay as they are. Throws kUsage if a trial
/// of the same name has other settings there.
void add_trials(Sweep& sweep, const std::vector<Trial>& trials);

}  // namespace sae::batch
