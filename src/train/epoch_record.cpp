// SPDX-License-Identifier: MIT
// The best epoch of a history, and the values of columns.
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

bool set_column(double& value, double cell) {
  value = cell;
  return true;
}

bool set_column(std::int64_t& value, double cell) {
  // All integers up to here are exact in a double.
  constexpr double kLargestCount = 9e15;
  if (!(cell >= 0 && cell <= kLargestCount)) return false;
  value = static_cast<std::int64_t>(cell);
  return true;
}

}  // namespace sae::train
