// SPDX-License-Identifier: MIT
// The command `sae reconstruct`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine reconstruct_line();

/// sae reconstruct RUN... --out FILE|FOLDER: writes the reconstructions of the run's own rows or of
/// others in the data's own units, or as PNG files, and prints their mean squared error. words:
/// arguments after the command's name. Returns 0, or 130/143 if a signal stopped it, which leaves
/// no file; throws Error.
int reconstruct(const std::vector<std::string>& words,
                const std::vector<std::string>& command_line);

}  // namespace sae::cli
