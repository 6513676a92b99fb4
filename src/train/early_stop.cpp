// SPDX-License-Identifier: MIT
// Early stopping (--patience).
#include "train/early_stop.h"

#include <limits>

namespace sae::train {

std::int64_t epochs_without_improvement(const std::vector<EpochRecord>& history,
                                        double min_improvement) {
  double lowest = std::numeric_limits<double>::infinity();
  std::int64_t waited = 0, kept = 0;
  for (const EpochRecord& record : history) {
    if (record.kept != kept || record.valid.mse < lowest * (1 - min_improvement)) {
      kept = record.kept;
      lowest = record.valid.mse;
      waited = 0;
    } else {
      ++waited;
    }
  }
  return waited;
}

std::optional<EarlyStop> find_early_stop(const config::TrainConfig& config,
                                         const std::vector<EpochRecord>& history) {
  const auto done = static_cast<std::int64_t>(history.size());
  if (!config.patience || done == 0 || done >= config.epochs) return std::nullopt;
  if (epochs_without_improvement(history, config.min_improvement) < *config.patience) {
    return std::nullopt;
  }
  return EarlyStop{history.back().epoch, *config.patience};
}

}  // namespace sae::train
