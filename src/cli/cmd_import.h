// SPDX-License-Identifier: MIT
// The command `sae import`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine import_line();

/// sae import PATH: makes a run of a network that another program, or sae export, wrote, and prints
/// the run's folder on stdout. words: arguments after the command's name. Returns 0; throws Error.
int import_run(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
