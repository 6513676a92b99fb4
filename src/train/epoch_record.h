// SPDX-License-Identifier: MIT
// What is known of a finished epoch, and the one list of its numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "train/evaluate.h"
#include "train/loss_meter.h"

namespace sae::train {

/// A finished epoch: one row of metrics.csv.
struct EpochRecord {
  std::int64_t epoch = 0;        ///< from 1
  double seconds = 0;            ///< of the training steps; evaluation and files are not in it
  double images_per_second = 0;  ///< training rows / seconds
  LossMeans train;
  std::int64_t kept = 0;  ///< units of a sample that a topk code kept in this epoch; 0 for others
  Measures valid;
};

/// The epoch with the lowest validation MSE, the first of equals, among those in which as many
/// units were kept as in the last one: more units show less error, and fewer are what was asked
/// for. history: not empty.
const EpochRecord& best_epoch(const std::vector<EpochRecord>& history);

/// What a column tells. Times differ from run to run and so are no part of a checkpoint.
enum class ColumnKind { kResult, kTime };

/// Calls `visit(name, kind, value)` for every column of metrics.csv in order; `value` is a double
/// or an std::int64_t. `Record` may be const. This is the one list: the table, summary.json and the
/// checkpoint are visitors of it.
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
