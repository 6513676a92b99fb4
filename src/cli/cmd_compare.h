// SPDX-License-Identifier: MIT
// The command `sae compare`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine compare_line();

/// sae compare RUN...: prints a table of runs with the options in which they differ and their
/// figures, or of groups of runs with means and deviations. words: arguments after the command's
/// name. Returns 0; throws Error.
int compare(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
