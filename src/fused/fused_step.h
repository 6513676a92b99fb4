// SPDX-License-Identifier: MIT
// One training step written by hand: forward, backward and update of a stack of linear layers on
// flat memory, by a team of threads.
#pragma once

#include <cstdint>
#include <memory>

#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/fused_update.h"
#include "train/loss_meter.h"

namespace sae::fused {

/// Rows to train on: the batch's row i is to give row order[i] of `features`, or row i without an
/// order.
template <class T>
struct FusedBatch {
  const T* features = nullptr;  ///< [N, D]
  const std::int64_t* order = nullptr;
  Index rows = 0;
  const T* noisy = nullptr;      ///< [rows, D], what the network sees; null: what it is to give
  const T* code_mask = nullptr;  ///< [rows, H] of dropout; null: 1
  Index active_k = 0;            ///< of a topk code: active units of a row
};

/// T: float, or double for tests. Allocates memory when made and none afterwards.
template <class T>
class FusedStep {
 public:
  virtual ~FusedStep() = default;

  virtual void set_learning_rate(double lr) = 0;

  /// One step; 1 to batch_size rows. Returns the terms of the loss before it.
  virtual train::LossMeans step(const FusedBatch<T>& batch) = 0;

  /// Only to show that the thread sanitizer sees it: the threads pass the barrier of this number
  /// (from 0, in each step) without waiting.
  virtual void skip_barrier(int number) = 0;
  /// How often the threads waited for each other in the last step.
  virtual int barriers() const = 0;
};

/// The step that a plan needs: ChainedStep for kl_per_sample, else DenseStep. team: must outlive
/// it.
template <class T>
std::unique_ptr<FusedStep<T>> make_fused_step(FusedPlan plan, FusedMemory<T> memory,
                                              base::ThreadTeam& team);

}  // namespace sae::fused
