// SPDX-License-Identifier: MIT
// The command `sae units`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine units_line();

/// sae units RUN: a table of all units with what they do, as CSV, JSON, text and a picture; with
/// --tells, ranked by how well they tell two classes apart. words: arguments after the command's
/// name. Returns 0; throws Error.
int list_units(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
