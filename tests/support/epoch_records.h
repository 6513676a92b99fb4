// SPDX-License-Identifier: MIT
// Records of finished epochs for tests of reports.
#pragma once

#include <cstdint>

#include "train/observer.h"

namespace sae::test {

/// Metrics by which a code is judged.
inline train::Sparsity code_of(double l0, double hoyer, double n_eff, std::int64_t dead = 0) {
  train::Sparsity sparsity;
  sparsity.l0 = l0;
  sparsity.hoyer = hoyer;
  sparsity.n_eff = n_eff;
  sparsity.dead = dead;
  return sparsity;
}

/// An epoch with distinct numbers: 1.5, 2.5, … in the order of the columns of metrics.csv, and 7,
/// 13, 14 and 15 for the counts among them; 20.5, 21 and 22 for those of dead units.
inline train::EpochRecord numbered_record(std::int64_t epoch) {
  train::EpochRecord record;
  record.epoch = epoch;
  record.seconds = 1.5;
  record.images_per_second = 2.5;
  record.train = {.loss = 3.5, .reconstruction = 4.5, .mse = 5.5, .penalty = 6.5, .decay = 7.5};
  record.train.auxk = 20.5;
  record.firing = {21, 22};
  record.kept = 7;
  record.valid.mse = 8.5;
  record.valid.fvu = 9.5;
  train::Sparsity& sparsity = record.valid.sparsity;
  sparsity.l0 = 10.5;
  sparsity.hoyer = 11.5;
  sparsity.n_eff = 12.5;
  sparsity.dead = 13;
  sparsity.always_on = 14;
  sparsity.zero_codes = 15;
  sparsity.rho_hat = 16.5;
  sparsity.rho_hat_min = 17.5;
  sparsity.rho_hat_max = 18.5;
  sparsity.kl = 19.5;
  return record;
}

/// Like it, with a given validation error.
inline train::EpochRecord record_with_error(std::int64_t epoch, double val_mse) {
  train::EpochRecord record = numbered_record(epoch);
  record.valid.mse = val_mse;
  return record;
}

}  // namespace sae::test
