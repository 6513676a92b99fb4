// SPDX-License-Identifier: MIT
// Lists of the active units of rows.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/aligned.h"
#include "fused/kernels.h"

namespace sae::fused {

/// The active units of some rows, one entry for each.
template <class T>
struct ActiveUnits {
  base::AlignedVector<std::int32_t> rows, units;
  base::AlignedVector<T> values;     ///< activations
  base::AlignedVector<T> gradients;  ///< derivatives of the loss with respect to their sums
  Index count = 0;

  /// Makes room for `more` entries.
  void reserve(Index more) {
    const auto size = static_cast<std::size_t>(count + more);
    if (size <= units.size()) return;
    for (auto* places : {&rows, &units}) places->resize(2 * size);
    for (auto* numbers : {&values, &gradients}) numbers->resize(2 * size);
  }

  /// Adds an entry, for which there is room, without its gradient.
  void append(Index row, Index unit, T value) {
    const auto at = static_cast<std::size_t>(count++);
    rows[at] = static_cast<std::int32_t>(row);
    units[at] = static_cast<std::int32_t>(unit);
    values[at] = value;
  }
};

}  // namespace sae::fused
