// SPDX-License-Identifier: MIT
// The command `sae report`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine report_line();

/// sae report RUN: writes report.html and report.json of a run into its folder, and prints the
/// path of report.html. words: arguments after the command's name. Returns 0; throws Error.
int write_report(const std::vector<std::string>& words,
                 const std::vector<std::string>& command_line);

}  // namespace sae::cli
