// SPDX-License-Identifier: MIT
// The dead units of a step, and which of them a row uses in AuxK.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "fused/active_units.h"
#include "fused/fused_plan.h"
#include "fused/fused_update.h"
#include "model/selection.h"

namespace sae::fused {

/// Counts the rows since each unit was active, as train::Firing does, and chooses the dead units
/// that reconstruct a row's error (loss/auxk.h). Each thread counts for its own units and chooses
/// for its own rows.
template <class T>
class DeadUnits {
 public:
  /// memory: has the counts if the plan's loss has AuxK.
  DeadUnits(const FusedPlan& plan, const FusedMemory<T>& memory, int threads);

  /// Whether the loss has AuxK.
  bool counted() const { return silent_ != nullptr; }

  /// Lists the dead ones among the thread's units.
  void find(base::Block units, int rank);
  /// Joins the lists of all threads for this one; they must have found theirs. Returns the number
  /// of dead units.
  Index join(int rank);
  /// Appends the dead units of a row with the `most` largest sums, of which only positive ones, in
  /// ascending order. sums: [H].
  void choose(const T* sums, Index row, Index most, ActiveUnits<T>& entries, int rank);
  /// Counts a unit for a batch of `rows` rows.
  void count(Index unit, bool active, Index rows) const;

 private:
  /// Memory of one thread.
  struct Part {
    std::vector<std::int32_t> found;   ///< dead units of the thread's own, in ascending order
    std::vector<std::int32_t> dead;    ///< of all threads
    std::vector<std::int32_t> places;  ///< of the chosen ones, in ascending order
    base::AlignedVector<T> sums;       ///< of a row's dead units
    model::LargestOfRow<T> largest;
  };

  std::int64_t* silent_;
  std::int64_t* revived_;
  std::int64_t dead_after_;
  std::vector<Part> parts_;
};

}  // namespace sae::fused
