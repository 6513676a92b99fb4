// SPDX-License-Identifier: MIT
// The file metrics.csv.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/epoch_record.h"

namespace sae::run {

/// A row for each epoch. docs/run-folder.md defines the columns (train::visit_columns).
std::string metrics_bytes(const std::vector<train::EpochRecord>& history);

/// Reads the rows of a metrics.csv. Ignores unknown columns; values of columns that the file lacks
/// keep their default. Throws kCheckpoint when the file cannot be read or is damaged.
std::vector<train::EpochRecord> read_metrics(const std::filesystem::path& path);

/// Copies the times of each epoch from a metrics.csv into a history, which a checkpoint stores
/// without times. Where the file or the row is missing, the times stay as they are.
std::vector<train::EpochRecord> with_times(std::vector<train::EpochRecord> history,
                                           const std::filesystem::path& metrics);

}  // namespace sae::run
