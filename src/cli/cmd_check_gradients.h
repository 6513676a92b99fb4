// SPDX-License-Identifier: MIT
// The command that checks gradients.
#pragma once

#include "config/config.h"

namespace sae::cli {

/// Prints, for the configuration's network, loss and first rows, how far each parameter block's
/// gradient is from central differences, in float64. Returns 0, or 1 where the relative
/// difference of all together exceeds 1e-6 (1e-2 for networks and penalties with kinks).
int check_gradients(const config::Config& config);

}  // namespace sae::cli
