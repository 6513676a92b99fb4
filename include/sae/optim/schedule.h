// SPDX-License-Identifier: MIT
// How the learning rate changes over a run.
#pragma once

#include <cstdint>

#include "sae/config/config.h"

namespace sae::optim {

/// The learning rate of the step that follows `done` of the `total` steps of the schedule, total
/// >= 1; past its end, the rate of its end.
///   constant: lr
///   cosine:   lr · ½(1 + cos(π · done/total)) (Loshchilov & Hutter 2017, one period, down to 0)
double learning_rate(const config::OptimConfig& config, std::int64_t done, std::int64_t total);

}  // namespace sae::optim
