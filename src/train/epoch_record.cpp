// SPDX-License-Identifier: MIT
// Selects the best epoch of a history.
#include "train/epoch_record.h"

namespace sae::train {

const EpochRecord& best_epoch(const std::vector<EpochRecord>& history) {
  const EpochRecord* best = nullptr;
  for (const EpochRecord& record : history) {
    if (record.kept != history.back().kept) continue;
    if (best == nullptr || record.valid.mse < best->valid.mse) best = &record;
  }
  return *best;
}

}  // namespace sae::train
