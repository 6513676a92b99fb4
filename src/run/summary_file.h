// SPDX-License-Identifier: MIT
// Reads and writes summary.json.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "format/json.h"
#include "train/observer.h"

namespace sae::run {

/// Name of an end state in summary.json: finished, interrupted or diverged.
std::string state_name(train::EndState state);

/// A row of metrics.csv by column.
format::Json row_json(const train::EpochRecord& row);

/// [{"k": …, "fvu": …}], the budget curve in summary.json and in the output of `sae eval`.
format::Json budget_json(const std::vector<train::BudgetPoint>& budget);

/// The measures of the test set, test_mse and so on: the columns val_* of metrics.csv by other
/// names.
format::Json test_json(const train::Measures& measures);

/// The bytes of summary.json. facts: content other than results (engine, device, threads, sizes).
std::string summary_bytes(const train::Outcome& outcome, const format::Json& facts);

/// The content of summary.json in the run's folder; nothing if the file is missing or damaged.
std::optional<format::Json> read_summary(const std::filesystem::path& run);

/// The budget curve in a summary; empty if it has none. Points that are no numbers are left out.
std::vector<train::BudgetPoint> budget_in(const format::Json& summary);

/// How a run ended, from a summary; nothing if it contains no end state.
std::optional<train::EndState> state_in(const format::Json& summary);

/// How a run ended, from summary.json in its folder; nothing if the file is missing or contains no
/// end state.
std::optional<train::EndState> read_state(const std::filesystem::path& run);

}  // namespace sae::run
