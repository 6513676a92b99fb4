// SPDX-License-Identifier: MIT
// What is known of a finished epoch.
#include "sae/train/epoch_record.h"

#include <ranges>

namespace sae::train {

const EpochRecord& best_epoch(const std::vector<EpochRecord>& history) {
  const EpochRecord* best = &history.back();
  for (const EpochRecord& record : std::views::reverse(history)) {
    if (record.kept == best->kept && record.valid.mse <= best->valid.mse) best = &record;
  }
  return *best;
}

}  // namespace sae::train
