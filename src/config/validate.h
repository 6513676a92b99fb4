// SPDX-License-Identifier: MIT
// Validates a configuration and reports all problems at once.
#pragma once

#include <string>
#include <vector>

#include "config/resolve.h"

namespace sae::config {

/// All problems of a configuration, one line each; empty if it is valid. Problems are values out of
/// range, meaningless combinations (kl on a code outside [0, 1]), and typed options that another
/// typed option makes ineffective. Changes nothing.
std::vector<std::string> validate(const Config& config, const Sources& sources);

/// Options that are set but have no effect here, one line each: for a warning, not an error.
std::vector<std::string> find_idle_options(const Config& config, const Sources& sources);

}  // namespace sae::config
