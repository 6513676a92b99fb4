// SPDX-License-Identifier: MIT
// The command `sae show`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine show_line();

/// sae show RUN: prints the card of a run, of a unit (--unit) or of a row (--row) in the terminal,
/// as the page shows it. words: arguments after the command's name. Returns 0; throws Error.
int show(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
