// SPDX-License-Identifier: MIT
// Hand-written training step: forward, backward and update of a stack of linear layers on flat
// memory, by a team of threads.
#pragma once

#include <cstdint>
#include <memory>

#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/fused_update.h"
#include "train/loss_meter.h"

namespace sae::fused {

/// Training rows. The target of batch row i is row order[i] of `features`, or row i if `order` is
/// null.
template <class T>
struct FusedBatch {
  const T* features = nullptr;  ///< [N, D]
  const std::int64_t* order = nullptr;
  Index rows = 0;
  const T* noisy = nullptr;      ///< [rows, D], network input; null: the target
  const T* code_mask = nullptr;  ///< [rows, H], dropout mask; null: 1
  Index active_k = 0;            ///< active units per row of a topk code
};

/// T: float, or double for tests. Allocates memory only at construction.
template <class T>
class FusedStep {
 public:
  virtual ~FusedStep() = default;

  virtual void set_learning_rate(double lr) = 0;

  /// One step on 1 to batch_size rows. Returns the loss terms before the update.
  virtual train::LossMeans step(const FusedBatch<T>& batch) = 0;

  /// For testing that the thread sanitizer detects it: the threads pass barrier `number` (from 0 in
  /// each step) without waiting.
  virtual void skip_barrier(int number) = 0;
  /// Number of barriers in the last step.
  virtual int barriers() const = 0;
};

/// Makes the step for a plan: ChainedStep for kl_per_sample, SparseStep for a plan that can be
/// sparse and whose decoder weight is transposed, otherwise DenseStep. team: must outlive it.
template <class T>
std::unique_ptr<FusedStep<T>> make_fused_step(FusedPlan plan, FusedMemory<T> memory,
                                              base::ThreadTeam& team);

}  // namespace sae::fused
