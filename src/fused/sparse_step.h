// SPDX-License-Identifier: MIT
// The training step whose cost follows the active units.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "fused/active_units.h"
#include "fused/batch_selection.h"
#include "fused/dead_units.h"
#include "fused/dense_step.h"
#include "model/selection.h"

namespace sae::fused {

/// A batch goes the sparse way if at most one of so many units is active. The choice decides bytes,
/// so it is a constant and not a measurement: with 4,096 units, 1,024 rows and AVX2 one in 16 takes
/// 40 % of the dense way's time, and both would take the same with about one in 4.
inline constexpr Index kUnitsPerActive = 8;

/// Whether so few active values of rows · units go the sparse way.
bool is_few(Index active, Index rows, Index units);

/// Active units of a thread's rows, and those of its own units from all rows.
template <class T>
struct SortedUnits {
  ActiveUnits<T> by_row;    ///< of the thread's rows, by row and then by unit
  ActiveUnits<T> by_unit;   ///< of the thread's units, by unit and then by row
  std::vector<Index> ends;  ///< of each of its units in by_unit

  /// The entries of one of the thread's units, counted from its first.
  base::Block entries(Index unit) const {
    const auto at = static_cast<std::size_t>(unit);
    return {at == 0 ? 0 : ends[at - 1], ends[at]};
  }
};

/// For a net with one hidden layer of which few units are active (can_be_sparse), whose decoder's
/// weight is transposed, so that a unit's row is contiguous. The encoder's product is that of
/// DenseStep. Then each thread decodes its own rows from their active units' decoder rows, and
/// multiplies the same rows by the output's derivatives for those of the code. At last each thread
/// takes the units whose encoder rows it owns: sums the gradients of both of a unit's rows over the
/// batch rows in which it is active, in ascending order, and applies them at once, so that no
/// gradient matrix exists. With K of H units active, B rows of D values take 2·B·D·(H + 4·K)
/// multiplications and additions, where DenseStep takes 10·B·D·H.
///
/// With AuxK (loss/auxk.h), each thread lets the dead units of its rows reconstruct the error
/// between the second and the third part, and their gradients are added in the third.
///
/// Batches with more active units are left to DenseStep.
template <class T>
class SparseStep final : public DenseStep<T> {
 public:
  /// plan: one that can be sparse; its decoder's weight is transposed.
  SparseStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team);

  std::optional<std::int64_t> sparse_steps() const override { return sparse_steps_; }

 private:
  /// Memory of one thread.
  struct Part {
    SortedUnits<T> active;                    ///< active units
    SortedUnits<T> dead;                      ///< dead units that AuxK uses
    base::AlignedVector<T> output;            ///< [D], of a row
    base::AlignedVector<T> error;             ///< [D], of a row, for AuxK
    base::AlignedVector<T> encoder, decoder;  ///< [D]: gradients of a unit's rows
    base::AlignedVector<T> auxk;              ///< [D]: what AuxK adds to one of them
    base::AlignedVector<T> ignored;           ///< bias gradients of one row, from the kernels
    Index active_count = 0;                   ///< active values in the thread's columns
    std::vector<std::int32_t> places;         ///< of a row's largest values, in ascending order
    model::LargestOfRow<T> largest;
    explicit Part(Index width, Index units);
  };

  bool finish_early(const FusedBatch<T>& batch, int rank) override;
  bool takes(const FusedBatch<T>& batch, int rank);
  void select_in_batch(Index wanted, int rank);
  base::Block blocks_of_rows(int rank);
  Index count_active(int rank);
  void choose(Index row, Index active_k, int rank);
  void decode_rows(Index active_k, int rank);
  void decode_row(Index row, Index active_k, Index block, int rank);
  ChosenRows<T> decoders_of(const ActiveUnits<T>& entries, Index first) const;
  double spread_of_errors();
  void reconstruct_errors(int rank);
  double reconstruct_error(Index row, const OutputPass<T>& pass, Index most, int rank);
  void sort_by_unit(base::Block units, SortedUnits<T> Part::*kind, Part& mine) const;
  void update_units(int rank);
  void update_unit(Index unit, Index at, Part& mine, Worker<T>& worker);
  void add_auxk(Index at, Part& mine);
  void update_output_bias(int rank);
  Part& part(int rank) { return parts_[static_cast<std::size_t>(rank)]; }
  const FusedLayer& encoder() const { return this->plan().layers.front(); }
  const FusedLayer& decoder() const { return this->plan().layers.back(); }

  std::int64_t sparse_steps_ = 0;
  std::vector<Part> parts_;
  base::AlignedVector<T> bias_sums_;  ///< [blocks of rows, D], gradient of the output's bias
  std::vector<double> errors_;        ///< [blocks of rows], Σ (o − t)²
  BatchSelection<T> selection_;       ///< of batchtopk
  double* threshold_;                 ///< of batchtopk
  DeadUnits<T> dead_;
  base::AlignedVector<T> dead_deltas_;  ///< [B, D], derivatives of AuxK by the estimated errors
  base::AlignedVector<T> no_bias_;      ///< [D], zeros
};

}  // namespace sae::fused
