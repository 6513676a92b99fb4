// SPDX-License-Identifier: MIT
// Schedules of the learning rate and of the active units.
#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sae::train {
namespace {

double scheduled_rate(const config::OptimConfig& config, const StepCount& step) {
  switch (config.lr_schedule) {
    case config::LrSchedule::kConstant:
      return config.rate();
    case config::LrSchedule::kCosine: {
      const auto total = static_cast<double>(step.epochs * step.per_epoch);
      const double share = std::min(static_cast<double>(step.done) / total, 1.0);
      return config.rate() * 0.5 * (1 + std::cos(std::numbers::pi * share));
    }
    case config::LrSchedule::kStep: {
      const std::int64_t falls = step.done / step.per_epoch / config.lr_step_epochs;
      return config.rate() * std::pow(config.lr_step_factor, static_cast<double>(falls));
    }
  }
  return config.rate();
}

/// Warm-up factor of the rate, in (0, 1].
double warmup_factor(const config::OptimConfig& config, const StepCount& step) {
  const double steps = config.warmup_epochs * static_cast<double>(step.per_epoch);
  const auto count = static_cast<double>(step.done + 1);
  return count < steps ? count / steps : 1;
}

}  // namespace

double learning_rate(const config::OptimConfig& config, const StepCount& step) {
  return scheduled_rate(config, step) * warmup_factor(config, step);
}

double penalty_share(const config::LossConfig& config, const StepCount& step) {
  const double steps = config.beta_warmup * static_cast<double>(step.epochs * step.per_epoch);
  const auto count = static_cast<double>(step.done + 1);
  return count < steps ? count / steps : 1;
}

std::int64_t kept_units(const config::Config& config, std::int64_t epoch) {
  const config::ModelConfig& model = config.model;
  if (!config::keeps_largest(model.code_activation)) return 0;
  const auto last = static_cast<double>(*model.k);
  const auto first = static_cast<double>(model.k_start.value_or(*model.k));
  const std::int64_t epochs = config.optim.schedule_epochs.value_or(config.train.epochs);
  const double share = 2 * static_cast<double>(epoch - 1) / static_cast<double>(epochs);
  return std::llround(first + (last - first) * std::min(1.0, share));
}

}  // namespace sae::train
