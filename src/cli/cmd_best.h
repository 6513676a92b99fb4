// SPDX-License-Identifier: MIT
// The command `sae best`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine best_line();

/// sae best RUN...: prints the folder of the finished run with the best figure. words: arguments
/// after the command's name. Returns 0; throws Error.
int print_best(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
