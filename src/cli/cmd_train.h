// SPDX-License-Identifier: MIT
// The command that trains.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "config/config.h"

namespace sae::cli {

/// The configuration that the arguments mean. Throws kUsage with one line for each problem.
config::Config effective_config(const Arguments& arguments);

/// Trains as configured, prints the run folder's path on stdout, and returns 0, or 130/143 when a
/// signal ended the run. command_line: as typed, for the record. Throws Error; kDivergence after
/// all is written.
int train(const config::Config& asked, const std::vector<std::string>& command_line);

}  // namespace sae::cli
