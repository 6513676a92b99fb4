// SPDX-License-Identifier: MIT
// The command `sae verify`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine verify_line();

/// sae verify RUN: recomputes the figures of a run and compares them with its files. Prints one
/// line if all are reproduced, otherwise a line for each difference. words: arguments after the
/// command's name. Returns 0; throws Error, of kind kCheckpoint if something differs.
int verify(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
