// SPDX-License-Identifier: MIT
// The command `sae decode`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine decode_line();

/// sae decode RUN... --data CODES --out FILE: writes the rows that codes stand for, in the data's
/// own units. words: arguments after the command's name. Returns 0, or 130/143 if a signal stopped
/// it, which leaves no file; throws Error.
int decode(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
