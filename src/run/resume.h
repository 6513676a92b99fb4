// SPDX-License-Identifier: MIT
// The identity of a run, and checks before a saved run resumes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/split.h"
#include "run/checkpoint_file.h"
#include "run/run_folder.h"

namespace sae::run {

/// The machine's part of a run's identity. If it changes, results differ by rounding only.
struct Machine {
  std::string engine;
  std::string device;
  int threads = 1;
};

/// "config" (mathematical part, as JSON), "train_data" and "valid_data" (fingerprints), "engine",
/// "device", "threads" and "schema" (of config.json).
Identity identity_of(const config::Config& config, const data::Split& split,
                     const Machine& machine);

/// Reads the run's checkpoint; nothing if the run was never saved. Throws kCheckpoint if the
/// checkpoint is damaged, or missing although other files show that there was one.
std::optional<SavedRun> read_saved_run(const RunFolder& folder);

/// Throws kCheckpoint for a run of schema 1 whose rows would now be read differently, and names
/// what changed. Logs a warning if only their order differs.
void check_same_reading(const SavedRun& saved, const data::Split& split,
                        const std::filesystem::path& run);

/// Checks that the options still describe the same run. Throws kUsage for changed mathematical
/// options or data (one line each), or fewer --epochs than are finished. Throws kCheckpoint if the
/// checkpoint's config cannot be read.
void check_same_run(const SavedRun& saved, const config::Config& config, const Identity& now);

/// One line for each part of the machine that changed.
std::vector<std::string> find_machine_changes(const Identity& saved, const Identity& now);

}  // namespace sae::run
