// SPDX-License-Identifier: MIT
// The command `sae encode`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine encode_line();

/// sae encode RUN... --out FILE: writes the codes of the run's own rows or of others, and a table
/// of the rows beside them. words: arguments after the command's name. Returns 0, or 130/143 if a
/// signal stopped it, which leaves no file; throws Error.
int encode(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
