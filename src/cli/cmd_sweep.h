// SPDX-License-Identifier: MIT
// The command `sae sweep`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Options and help of `sae sweep`.
CommandLine sweep_line();

/// Trains a run for each combination of option values, several at a time, and goes on with a sweep
/// that was stopped. words: arguments after the command's name. Prints the sweep's folder. Returns
/// 0, the exit code of the first trial that did not finish, or that of a signal. Throws Error.
int sweep(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
