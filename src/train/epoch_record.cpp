// SPDX-License-Identifier: MIT
// What is known of a finished epoch.
#include "sae/train/epoch_record.h"

#include <algorithm>

namespace sae::train {

const EpochRecord& best_epoch(const std::vector<EpochRecord>& history) {
  return *std::ranges::min_element(history, {}, [](const auto& row) { return row.valid.mse; });
}

}  // namespace sae::train
