// SPDX-License-Identifier: MIT
// The largest values of a whole batch, whose rows threads divide.
#include "fused/batch_selection.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace sae::fused {
namespace {

/// The next batch's bound as a share of this one's smallest chosen value.
constexpr double kGuessShare = 0.8;

}  // namespace

template <class T>
void BatchSelection<T>::collect(const T* codes, base::Block rows, Index units, T bound, int rank) {
  Part& mine = parts_[static_cast<std::size_t>(rank)];
  mine.found.count = mine.next = 0;
  mine.bound = bound;
  mine.has_nan = false;
  for (Index row = rows.begin; row < rows.end; ++row) {
    const T* code = codes + row * units;
    mine.found.reserve(units);
    for (Index unit = 0; unit < units; ++unit) {
      if (code[unit] <= bound) continue;
      mine.found.append(row, unit, code[unit]);
      mine.has_nan = mine.has_nan || code[unit] != code[unit];
    }
  }
}

template <class T>
bool BatchSelection<T>::lacks(Index wanted) const {
  Index count = 0;
  for (const Part& part : parts_) count += part.found.count;
  return count < wanted && parts_.front().bound > 0;
}

template <class T>
void BatchSelection<T>::decide(Index wanted) {
  values_.clear();
  has_nan_ = false;
  for (const Part& part : parts_) {
    const auto values = part.found.values.begin();
    values_.insert(values_.end(), values, values + part.found.count);
    has_nan_ = has_nan_ || part.has_nan;
  }
  least_ = 0;
  cut_ = guess_ = 0;
  if (has_nan_ || values_.empty()) return;
  const auto count = static_cast<Index>(values_.size());
  Index room = 0;
  if (count > wanted) {
    const auto last = values_.begin() + (wanted - 1);
    std::ranges::nth_element(values_, last, std::ranges::greater());
    cut_ = *last;
    room = wanted - std::ranges::count_if(values_, [&](T value) { return value > cut_; });
    least_ = static_cast<double>(cut_);
    guess_ = static_cast<T>(kGuessShare * least_);
  } else {
    least_ = static_cast<double>(std::ranges::min(values_));
  }
  for (Part& part : parts_) {
    const auto values = part.found.values.begin();
    part.ties = std::min<Index>(room, std::count(values, values + part.found.count, cut_));
    room -= part.ties;
  }
}

template <class T>
void BatchSelection<T>::choose(Index row, ActiveUnits<T>& entries, int rank) {
  Part& mine = parts_[static_cast<std::size_t>(rank)];
  const ActiveUnits<T>& found = mine.found;
  if (has_nan_) {
    entries.reserve(1);
    return entries.append(row, 0, std::numeric_limits<T>::quiet_NaN());
  }
  const auto at_row = [&] {
    return mine.next < found.count && found.rows[static_cast<std::size_t>(mine.next)] == row;
  };
  for (; at_row(); ++mine.next) {
    const auto at = static_cast<std::size_t>(mine.next);
    const T value = found.values[at];
    if (value < cut_ || (value == cut_ && mine.ties-- <= 0)) continue;
    entries.reserve(1);
    entries.append(row, found.units[at], value);
  }
}

template class BatchSelection<float>;
template class BatchSelection<double>;

}  // namespace sae::fused
