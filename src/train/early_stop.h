// SPDX-License-Identifier: MIT
// Whether a run that no longer gets better is to end before its last epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/config.h"
#include "train/epoch_record.h"

namespace sae::train {

/// A run that ended for want of a better epoch.
struct EarlyStop {
  std::int64_t epoch = 0;     ///< the last one
  std::int64_t patience = 0;  ///< epochs waited for a better one
  bool operator==(const EarlyStop&) const = default;
};

/// The epochs at the end of the history that brought no improvement. An epoch improves when its
/// val_mse lies below (1 − min_improvement) times that of the last epoch that improved; the first
/// one does, and the first with another number of kept units (--k_start). So many small steps down
/// count as soon as their sum is large enough.
std::int64_t epochs_without_improvement(const std::vector<EpochRecord>& history,
                                        double min_improvement);

/// Whether --patience ends a run after these epochs, fewer than --epochs. It follows from the
/// history alone, so a run that was resumed ends where it would have ended.
std::optional<EarlyStop> find_early_stop(const config::TrainConfig& config,
                                         const std::vector<EpochRecord>& history);

}  // namespace sae::train
