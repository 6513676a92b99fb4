// SPDX-License-Identifier: MIT
// Results of a finished epoch, and the list of its columns.
#pragma once

#include <cstdint>
#include <vector>

#include "train/evaluate.h"
#include "train/firing.h"
#include "train/loss_meter.h"

namespace sae::train {

/// A finished epoch: one row of metrics.csv.
struct EpochRecord {
  std::int64_t epoch = 0;        ///< from 1
  double seconds = 0;            ///< training steps only, without evaluation and files
  double images_per_second = 0;  ///< training rows / seconds
  LossMeans train;
  std::int64_t kept = 0;  ///< active units per sample of a topk code; 0 for other codes
  FiringCounts firing;    ///< at the end of the epoch; 0 if they are not counted
  Measures valid;
};

/// The epoch with the lowest validation MSE, the earliest on a tie. Considers only epochs with the
/// same number of active units as the last one: with more units the error is lower, but fewer were
/// requested. history: not empty.
const EpochRecord& best_epoch(const std::vector<EpochRecord>& history);

/// Kind of a column. Times differ from run to run, so checkpoints leave them out.
enum class ColumnKind { kResult, kTime };

/// Sets a column's value from a cell of a table. False if the column is a count and the cell is
/// none.
bool set_column(double& value, double cell);
bool set_column(std::int64_t& value, double cell);

/// Calls `visit(name, kind, value)` for every column of metrics.csv in order; `value` is a double
/// or an std::int64_t. `Record` may be const. The table, summary.json and the checkpoint all use
/// this list.
template <class Record, class Visitor>
void visit_columns(Record& record, Visitor&& visit) {
  constexpr ColumnKind kResult = ColumnKind::kResult;
  auto& sparsity = record.valid.sparsity;
  visit("epoch", kResult, record.epoch);
  visit("seconds", ColumnKind::kTime, record.seconds);
  visit("images_per_second", ColumnKind::kTime, record.images_per_second);
  visit("train_loss", kResult, record.train.loss);
  visit("train_reconstruction", kResult, record.train.reconstruction);
  visit("train_mse", kResult, record.train.mse);
  visit("train_penalty", kResult, record.train.penalty);
  visit("train_decay", kResult, record.train.decay);
  visit("train_auxk", kResult, record.train.auxk);
  visit("train_dead", kResult, record.firing.dead);
  visit("train_revived", kResult, record.firing.revived);
  visit("kept", kResult, record.kept);
  visit("val_mse", kResult, record.valid.mse);
  visit("val_fvu", kResult, record.valid.fvu);
  visit("val_l0", kResult, sparsity.l0);
  visit("val_hoyer", kResult, sparsity.hoyer);
  visit("val_n_eff", kResult, sparsity.n_eff);
  visit("val_dead", kResult, sparsity.dead);
  visit("val_always_on", kResult, sparsity.always_on);
  visit("val_zero_codes", kResult, sparsity.zero_codes);
  visit("val_rho_hat", kResult, sparsity.rho_hat);
  visit("val_rho_hat_min", kResult, sparsity.rho_hat_min);
  visit("val_rho_hat_max", kResult, sparsity.rho_hat_max);
  visit("val_kl", kResult, sparsity.kl);
}

}  // namespace sae::train
