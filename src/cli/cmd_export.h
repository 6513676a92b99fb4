// SPDX-License-Identifier: MIT
// The command `sae export`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine export_line();

/// sae export RUN: writes the network for another program to a folder, and prints the folder's path
/// on stdout. words: arguments after the command's name. Returns 0; throws Error.
int export_run(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
