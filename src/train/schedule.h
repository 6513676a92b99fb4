// SPDX-License-Identifier: MIT
// How the learning rate changes over a run.
#pragma once

#include <cstdint>

#include "config/config.h"

namespace sae::train {

/// Where a step stands.
struct StepCount {
  std::int64_t done = 0;       ///< steps of the run before it
  std::int64_t per_epoch = 1;  ///< >= 1
  std::int64_t epochs = 1;     ///< length of the schedule, >= 1
};

/// The learning rate of a step; past the schedule's end, the rate of its end. E = done/per_epoch.
///   constant: lr
///   cosine:   lr · ½(1 + cos(π · E/epochs)) (Loshchilov & Hutter 2017, one period, down to 0)
///   step:     lr · F^⌊E/N⌋, F = lr_step_factor, N = lr_step_epochs
/// Each times min(1, (done + 1)/(W · per_epoch)), W = warmup_epochs: a line from 0 before the first
/// step to lr at the last one of the first W epochs (Goyal et al. 2017).
double learning_rate(const config::OptimConfig& config, const StepCount& step);

/// How many units of a topk code stay in an epoch, counted from 1:
///   round(k0 + (k − k0) · min(1, 2t/T)), k0 = k_start, t = epoch − 1, T = schedule_epochs
/// (Makhzani & Frey 2014, section 2.3); k without k_start, 0 for other codes.
std::int64_t kept_units(const config::Config& config, std::int64_t epoch);

}  // namespace sae::train
