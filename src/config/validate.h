// SPDX-License-Identifier: MIT
// Whether a configuration makes sense, with every problem at once.
#pragma once

#include <string>
#include <vector>

#include "config/resolve.h"

namespace sae::config {

/// All problems of a configuration, one line each, empty when it is sound: values outside their
/// range, combinations without a meaning (kl on a code outside [0, 1]), and typed options that
/// another typed option makes void. Changes nothing.
std::vector<std::string> validate(const Config& config, const Sources& sources);

/// Options that are set but have no effect here, one line each: worth a warning, not a refusal.
std::vector<std::string> find_idle_options(const Config& config, const Sources& sources);

}  // namespace sae::config
