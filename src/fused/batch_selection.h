// SPDX-License-Identifier: MIT
// The largest values of a whole batch, whose rows threads divide.
#pragma once

#include <vector>

#include "base/thread_team.h"
#include "fused/active_units.h"

namespace sae::fused {

/// Finds the largest positive values of a batch [B, H], as model::keep_largest_of_batch does: on
/// ties those of the earlier row and then of the lower index. Each thread collects the values of
/// its own rows above a bound. The batch before gives the bound; the result does not depend on it.
/// Threads have ascending rows.
template <class T>
class BatchSelection {
 public:
  explicit BatchSelection(int threads) : parts_(static_cast<std::size_t>(threads)) {}

  /// A bound that few values exceed.
  T guess() const { return guess_; }
  /// Collects the values of the thread's rows above `bound` >= 0. codes: [B, H] with H `units`.
  void collect(const T* codes, base::Block rows, Index units, T bound, int rank);
  /// Whether all threads together collected fewer than `wanted` values, though there may be more.
  bool lacks(Index wanted) const;
  /// Chooses the `wanted` largest of the collected values, or all; one thread calls it.
  void decide(Index wanted);
  /// Appends the chosen values of a row in ascending order of their units; a nan if any value of
  /// the batch is one. Rows must come in ascending order.
  void choose(Index row, ActiveUnits<T>& entries, int rank);
  /// The smallest chosen value; 0: none was chosen.
  double least() const { return least_; }

 private:
  /// Memory of one thread.
  struct alignas(64) Part {
    ActiveUnits<T> found;
    Index next = 0;  ///< of `found`, to choose from
    Index ties = 0;  ///< values equal to the cut that it may still choose
    T bound = 0;
    bool has_nan = false;
  };

  std::vector<Part> parts_;
  std::vector<T> values_;  ///< of all threads
  T guess_ = 0;
  T cut_ = 0;
  double least_ = 0;
  bool has_nan_ = false;
};

}  // namespace sae::fused
