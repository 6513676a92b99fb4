// SPDX-License-Identifier: MIT
// Whether a saved run may go on, and what belongs to its identity.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/split.h"
#include "run/run_folder.h"
#include "train/checkpoint.h"

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
train::Identity identity_of(const config::Config& config, const data::Split& split,
                            const Machine& machine);

/// Reads the run's checkpoint. Throws kCheckpoint when it is broken, or lacking though other files
/// of the folder show that there was one; none when the run was never saved.
std::optional<train::SavedRun> read_checkpoint(const RunFolder& folder);

/// Refuses a run of schema 1 whose rows are read differently now, with what changed (kCheckpoint).
/// Logs a warning where only their order is another.
void check_same_reading(const train::SavedRun& saved, const data::Split& split,
                        const std::filesystem::path& run);

/// Refuses what would make another run of it: a changed mathematical option or other data, each
/// with a line (kUsage), fewer --epochs than are finished, a config that cannot be read
/// (kCheckpoint).
void check_same_run(const train::SavedRun& saved, const config::Config& config,
                    const train::Identity& now);

/// One line for each part of the machine that changed.
std::vector<std::string> find_machine_changes(const train::Identity& saved,
                                              const train::Identity& now);

/// The history with the times that metrics.csv tells of its epochs; they stay unknown (nan) where
/// the file or a row is lacking.
std::vector<train::EpochRecord> with_times(std::vector<train::EpochRecord> history,
                                           const RunFolder& folder);

}  // namespace sae::run
