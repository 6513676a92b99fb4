// SPDX-License-Identifier: MIT
// The command `sae data`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine data_line();

/// Describes files or folders of data on stdout, and writes the scaled rows of one to --out.
/// Returns the exit code.
int describe_data(const std::vector<std::string>& words,
                  const std::vector<std::string>& command_line);

}  // namespace sae::cli
