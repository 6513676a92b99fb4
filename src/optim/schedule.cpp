// SPDX-License-Identifier: MIT
// How the learning rate changes over a run.
#include "sae/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sae::optim {

double learning_rate(const config::OptimConfig& config, std::int64_t done, std::int64_t total) {
  const double share = std::min(static_cast<double>(done) / static_cast<double>(total), 1.0);
  switch (config.lr_schedule) {
    case config::LrSchedule::kConstant:
      return config.lr;
    case config::LrSchedule::kCosine:
      return config.lr * 0.5 * (1 + std::cos(std::numbers::pi * share));
  }
  return config.lr;
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

}  // namespace sae::optim
