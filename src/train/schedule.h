// SPDX-License-Identifier: MIT
// Schedules of the learning rate and of the active units.
#pragma once

#include <cstdint>

#include "config/config.h"

namespace sae::train {

/// Position of a step in the schedule.
struct StepCount {
  std::int64_t done = 0;       ///< earlier steps of the run
  std::int64_t per_epoch = 1;  ///< >= 1
  std::int64_t epochs = 1;     ///< length of the schedule in epochs, >= 1
};

/// Learning rate of a step; after the schedule's end, the rate at its end. E = done/per_epoch.
///   constant: lr
///   cosine:   lr · ½(1 + cos(π · E/epochs)) (Loshchilov & Hutter 2017, one period, down to 0)
///   step:     lr · F^⌊E/N⌋, F = lr_step_factor, N = lr_step_epochs
/// Each is multiplied by min(1, (done + 1)/(W · per_epoch)), W = warmup_epochs. This warm-up is
/// linear: 0 before the first step, 1 at the last step of the first W epochs (Goyal et al. 2017).
double learning_rate(const config::OptimConfig& config, const StepCount& step);

/// Share of beta in a step: min(1, (done + 1)/(W · epochs · per_epoch)), W = beta_warmup.
double penalty_share(const config::LossConfig& config, const StepCount& step);

/// Active units per sample of a topk code in an epoch, counted from 1:
///   round(k0 + (k − k0) · min(1, 2t/T)), k0 = k_start, t = epoch − 1, T = schedule_epochs
/// (Makhzani & Frey 2014, section 2.3). Without k_start it is k; for other codes 0.
std::int64_t kept_units(const config::Config& config, std::int64_t epoch);

}  // namespace sae::train
