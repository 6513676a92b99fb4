// SPDX-License-Identifier: MIT
// Reads and writes metrics.csv.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/epoch_record.h"

namespace sae::run {

/// The bytes of metrics.csv, one row per epoch. docs/run-folder.md defines the columns
/// (train::visit_columns).
std::string metrics_bytes(const std::vector<train::EpochRecord>& history);

/// Reads the rows of metrics.csv. Unknown columns are ignored; missing columns keep their default
/// values. Throws kCheckpoint if the file cannot be read or is damaged.
std::vector<train::EpochRecord> read_metrics(const std::filesystem::path& path);

/// Copies the times of each epoch from metrics.csv into a history from a checkpoint, which stores
/// no times. Times stay unchanged where the file or the row is missing.
std::vector<train::EpochRecord> with_times(std::vector<train::EpochRecord> history,
                                           const std::filesystem::path& metrics);

}  // namespace sae::run
