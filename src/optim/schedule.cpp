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

}  // namespace sae::optim
