// SPDX-License-Identifier: MIT
// The command `sae check-gradients`.
#pragma once

#include "config/config.h"

namespace sae::cli {

/// Compares gradients with central differences in float64, for the configuration's network, loss
/// and first rows. Prints the relative difference of each parameter block. Returns 0, or 1 if the
/// relative difference over all blocks exceeds 1e-6 (1e-2 for networks and penalties with kinks).
int check_gradients(const config::Config& config);

}  // namespace sae::cli
