// SPDX-License-Identifier: MIT
// Hand-written training step: forward, backward and update of a stack of linear layers on flat
// memory, by a team of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/thread_team.h"
#include "fused/fused_plan.h"
#include "fused/fused_update.h"
#include "train/loss_meter.h"

namespace sae::fused {

/// What a step on a part of a batch needs. It updates nothing, but adds to the gradient of the
/// batch. Terms and gradients of all parts add up to those of the batch; all are without decay.
template <class T>
struct FusedPart {
  Index whole_rows = 0;               ///< of the batch
  T* gradient = nullptr;              ///< in the layout of the parameters
  const double* code_sums = nullptr;  ///< [H], of kl: over the batch, from `encode`
  /// The layers' activations up to the code that `encode` wrote, layer by layer [rows, out]; null:
  /// the step computes them.
  T* activations = nullptr;
};

/// Training rows. The target of batch row i is row order[i] of `features`, or row i if `order` is
/// null.
template <class T>
struct FusedBatch {
  const T* features = nullptr;  ///< [N, D]
  const std::int64_t* order = nullptr;
  Index rows = 0;
  const T* noisy = nullptr;              ///< [rows, D], network input; null: the target
  const T* code_mask = nullptr;          ///< [rows, H], dropout mask; null: 1
  Index active_k = 0;                    ///< active units per row of a topk code
  const std::int64_t* labels = nullptr;  ///< [N], class of each of the rows, for the penalty group
  std::optional<FusedPart<T>> part{};    ///< none: the rows are a whole batch
};

/// T: float, or double for tests. Allocates memory only at construction.
template <class T>
class FusedStep {
 public:
  virtual ~FusedStep() = default;

  virtual void set_learning_rate(double lr) = 0;
  /// Sets the weight of the penalty in the following steps, > 0 if there is one.
  virtual void set_beta(double beta) = 0;

  /// One step on 1 to batch_size rows. Returns the loss terms before the update.
  virtual train::LossMeans step(const FusedBatch<T>& batch) = 0;

  /// Adds the code of a part with 1 to batch_size rows, before any mask, to code_sums [H], and
  /// writes the part's `activations` if it has a place for them.
  virtual void encode(const FusedBatch<T>& batch, double* code_sums) = 0;

  /// Number of steps that computed the active units alone; none for a step that always computes
  /// all.
  virtual std::optional<std::int64_t> sparse_steps() const { return std::nullopt; }

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
