// SPDX-License-Identifier: MIT
// Validates a configuration and reports all problems at once.
#pragma once

#include <string>
#include <vector>

#include "config/problems.h"
#include "config/resolve.h"

namespace sae::config {

/// All problems of a configuration, one line each; empty if it is valid. Problems are values out of
/// range, meaningless combinations (kl on a code outside [0, 1]), and typed options that another
/// typed option makes ineffective. Changes nothing.
std::vector<std::string> validate(const Config& config, const Sources& sources);

/// Adds a line for each mark of a table that has two meanings, such as one character for both
/// comments and separators.
void check_marks(const TableConfig& table, Problems& problems);

/// Options that are set but have no effect here, one line each: for a warning, not an error.
std::vector<std::string> find_idle_options(const Config& config, const Sources& sources);

}  // namespace sae::config
