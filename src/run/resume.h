// SPDX-License-Identifier: MIT
// Whether a saved run may go on, and what belongs to its identity.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/split.h"
#include "run/checkpoint_file.h"
#include "run/run_folder.h"

namespace sae::run {

/// What a run computes with besides its mathematics: when it changes, results agree but for
/// rounding.
struct Machine {
  std::string engine;
  std::string device;
  int threads = 1;
};

/// "config" (the mathematical part, as JSON), "train_data" and "valid_data" (fingerprints),
/// "engine", "device", "threads" and "schema" (config.json's).
Identity identity_of(const config::Config& config, const data::Split& split,
                     const Machine& machine);

/// Reads the run's checkpoint; nothing when the run was never saved. Throws kCheckpoint when it is
/// damaged, or missing though other files of the folder show that there was one.
std::optional<SavedRun> read_saved_run(const RunFolder& folder);

/// Refuses a run of schema 1 whose rows are read differently now, with what changed (kCheckpoint).
/// Logs a warning where only their order is another.
void check_same_reading(const SavedRun& saved, const data::Split& split,
                        const std::filesystem::path& run);

/// Refuses what would make another run of it: a changed mathematical option or other data, each
/// with a line (kUsage), fewer --epochs than are finished, a config that cannot be read
/// (kCheckpoint).
void check_same_run(const SavedRun& saved, const config::Config& config, const Identity& now);

/// One line for each part of the machine that changed.
std::vector<std::string> find_machine_changes(const Identity& saved, const Identity& now);

}  // namespace sae::run
