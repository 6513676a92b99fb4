// SPDX-License-Identifier: MIT
// The dead units of a step, and which of them a row uses in AuxK.
#include "fused/dead_units.h"

#include <algorithm>
#include <atomic>

namespace sae::fused {

template <class T>
DeadUnits<T>::DeadUnits(const FusedPlan& plan, const FusedMemory<T>& memory, int threads)
    : silent_(memory.silent),
      revived_(memory.revived),
      dead_after_(plan.loss.dead_after.value_or(0)) {
  if (!counted()) return;
  const Index units = plan.layers.front().out;
  const Index most = std::clamp<Index>(plan.loss.auxk_units, 1, units);
  for (int rank = 0; rank < threads; ++rank) {
    parts_.push_back({{}, {}, {}, {}, model::LargestOfRow<T>(most)});
    parts_.back().sums.resize(static_cast<std::size_t>(units));
  }
}

template <class T>
void DeadUnits<T>::find(base::Block units, int rank) {
  std::vector<std::int32_t>& found = parts_[static_cast<std::size_t>(rank)].found;
  found.clear();
  for (Index unit = units.begin; unit < units.end; ++unit) {
    if (silent_[unit] >= dead_after_) found.push_back(static_cast<std::int32_t>(unit));
  }
}

template <class T>
Index DeadUnits<T>::join(int rank) {
  std::vector<std::int32_t>& dead = parts_[static_cast<std::size_t>(rank)].dead;
  dead.clear();
  for (const Part& part : parts_) dead.insert(dead.end(), part.found.begin(), part.found.end());
  return static_cast<Index>(dead.size());
}

template <class T>
void DeadUnits<T>::choose(const T* sums, Index row, Index most, ActiveUnits<T>& entries, int rank) {
  Part& mine = parts_[static_cast<std::size_t>(rank)];
  std::ranges::transform(mine.dead, mine.sums.begin(),
                         [&](std::int32_t unit) { return sums[unit]; });
  mine.places.clear();
  const auto size = static_cast<Index>(mine.dead.size());
  for (const auto& candidate : mine.largest.find(mine.sums.data(), size, most)) {
    if (candidate.value > 0) mine.places.push_back(candidate.place);
  }
  std::ranges::sort(mine.places);
  entries.reserve(most);
  for (const std::int32_t place : mine.places) {
    const auto at = static_cast<std::size_t>(place);
    entries.append(row, mine.dead[at], mine.sums[at]);
  }
}

template <class T>
void DeadUnits<T>::count(Index unit, bool active, Index rows) const {
  std::int64_t& silent = silent_[unit];
  if (active && silent >= dead_after_) std::atomic_ref(*revived_).fetch_add(1);
  silent = active ? 0 : silent + rows;
}

template class DeadUnits<float>;
template class DeadUnits<double>;

}  // namespace sae::fused
