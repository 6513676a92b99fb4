// SPDX-License-Identifier: MIT
// The command `sae train`, also known as sae_train.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "config/config.h"

namespace sae::cli {

/// The configuration that the arguments specify. Throws kUsage with one line for each problem.
config::Config effective_config(const Arguments& arguments);

/// Trains a run and prints its folder's path on stdout. Returns 0, or 130/143 if a signal stopped
/// the run. command_line: as typed, for config.json. Throws Error; kDivergence only after all files
/// are written.
int train(const config::Config& asked, const std::vector<std::string>& command_line);

}  // namespace sae::cli
