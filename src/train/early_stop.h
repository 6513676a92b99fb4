// SPDX-License-Identifier: MIT
// Early stopping (--patience).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/config.h"
#include "train/epoch_record.h"

namespace sae::train {

/// Where early stopping ended a run.
struct EarlyStop {
  std::int64_t epoch = 0;     ///< last epoch
  std::int64_t patience = 0;  ///< epochs waited for an improvement
  bool operator==(const EarlyStop&) const = default;
};

/// Number of epochs since the last improvement. An epoch improves if its val_mse is below (1 −
/// min_improvement) times that of the last epoch that improved. The first epoch counts as an
/// improvement, and so does the first with a different number of active units (--k_start). Many
/// small decreases therefore count once their sum is large enough.
std::int64_t epochs_without_improvement(const std::vector<EpochRecord>& history,
                                        double min_improvement);

/// Whether --patience ends a run after these epochs; never once all --epochs are done. The result
/// depends only on the history, so a resumed run ends where it would have ended.
std::optional<EarlyStop> find_early_stop(const config::TrainConfig& config,
                                         const std::vector<EpochRecord>& history);

}  // namespace sae::train
