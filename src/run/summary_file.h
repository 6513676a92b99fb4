// SPDX-License-Identifier: MIT
// The file summary.json.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "format/json.h"
#include "train/observer.h"

namespace sae::run {

/// The name of an end state in summary.json: finished, interrupted or diverged.
std::string state_name(train::EndState state);

/// facts: what summary.json says besides the results (engine, device, threads, sizes).
std::string summary_bytes(const train::Outcome& outcome, const format::Json& facts);

/// How a run ended, by the summary.json in its folder; nothing if there is no such file or it names
/// no end state.
std::optional<train::EndState> read_state(const std::filesystem::path& run);

}  // namespace sae::run
