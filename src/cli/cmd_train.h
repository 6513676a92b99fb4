// SPDX-License-Identifier: MIT
// The command `sae train`, also known as sae_train.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "config/config.h"

namespace sae::cli {

/// session::effective_config of the arguments, with the file of --config.
config::Config configuration(const Arguments& arguments);

/// Trains a run and prints its folder's path on stdout. Returns 0, or 130/143 if a signal stopped
/// the run. command_line: as typed, for config.json. Throws Error; kDivergence only after all files
/// are written.
int train(const config::Config& config, const std::vector<std::string>& command_line);

}  // namespace sae::cli
