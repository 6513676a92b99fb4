// SPDX-License-Identifier: MIT
// The command `sae eval`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine eval_line();

/// sae eval RUN: the measures of metrics.csv, the budget curve and the measures of each class, on
/// the run's own rows or on others. Prints tables or JSON on stdout and writes no file. words:
/// arguments after the command's name. Returns 0; throws Error.
int evaluate(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
