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

/// How many units of a topk code stay in an epoch, counted from 1:
///   round(k0 + (k − k0) · min(1, 2t/T)), k0 = k_start, t = epoch − 1, T = schedule_epochs
/// (Makhzani & Frey 2014, section 2.3); k without k_start, 0 for other codes.
std::int64_t kept_units(const config::Config& config, std::int64_t epoch);

}  // namespace sae::optim
