// SPDX-License-Identifier: MIT
// Lists the runs in a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/config_json.h"
#include "format/json.h"
#include "train/epoch_record.h"

namespace sae::run {

/// A run and what is known of it so far.
struct ListedRun {
  std::filesystem::path folder;
  /// "finished", "interrupted" or "diverged" (summary.json); without it "running" while a process
  /// holds the folder, else "stopped".
  std::string state;
  config::Config config;
  format::Json provenance;                  ///< of config.json
  format::Json summary;                     ///< summary.json; null if there is none
  std::vector<train::EpochRecord> history;  ///< metrics.csv; empty if no epoch is finished
  int schema = config::kConfigSchema;       ///< of config.json
};

/// The run in `folder`, or the runs in the folders inside it, by name. Symbolic links such as
/// runs/latest are left out, and so are runs that cannot be read, each with a warning. Throws
/// kCheckpoint if it is not a folder.
std::vector<ListedRun> find_runs(const std::filesystem::path& folder);

}  // namespace sae::run
