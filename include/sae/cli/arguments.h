// SPDX-License-Identifier: MIT
// The command line: what was typed, and the help.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sae/config/presets.h"

namespace sae::cli {

enum class Action { kTrain, kPrintConfig, kHelp, kVersion };

/// What a user typed, not yet looked at: values are text.
struct Arguments {
  Action action = Action::kTrain;
  std::vector<config::Setting> typed;
  std::optional<std::string> config_file;
};

/// Reads the words behind the program's name. Throws kUsage, with one line for each problem, on
/// unknown or repeated options (with the nearest name), stray words and missing values.
Arguments parse_arguments(const std::vector<std::string>& words);

/// The text of --help.
std::string help_text();

}  // namespace sae::cli
