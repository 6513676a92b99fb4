// SPDX-License-Identifier: MIT
// Accumulates the loss terms of an epoch on the device, without synchronising.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>

#include "loss/objective.h"

namespace sae::train {

/// Number of accumulated terms: those of LossMeans, in its order.
inline constexpr std::int64_t kLossTerms = 6;

/// Means over the rows seen so far, weighted by batch size.
struct LossMeans {
  double loss = 0;
  double reconstruction = 0;
  double mse = 0;
  double penalty = 0;  ///< before beta
  double decay = 0;
  double auxk = 0;  ///< weighted auxiliary loss of dead units
};

/// A batch's terms as a tensor [6] in the order of LossMeans, on the terms' device, without
/// gradient.
at::Tensor stack(const loss::LossTerms& terms);

/// Converts the means to a tensor [6] float64 on the CPU, in their order, and back.
at::Tensor to_tensor(const LossMeans& means);
LossMeans to_means(const at::Tensor& terms);

/// The first batch whose loss was not finite.
struct NonFinite {
  std::int64_t batch = 0;  ///< index in the epoch, from 0
  std::string term;  ///< non-finite term: "reconstruction", "penalty", "decay" or "auxk"; "loss" if
                     ///< only their sum is
};

/// Accumulates in float64 on the device of the terms. `add` never synchronises; `means` and
/// `non_finite` do.
class LossMeter {
 public:
  explicit LossMeter(at::Device device);
  /// Adds a batch of `rows` rows.
  void add(const loss::LossTerms& terms, std::int64_t rows);
  /// Adds a batch's terms given as numbers; the meter must be on the CPU.
  void add(const LossMeans& terms, std::int64_t rows);
  /// Means so far; zeros before the first batch.
  LossMeans means() const;
  std::optional<NonFinite> non_finite() const;
  void reset();
  /// Sums over rows: [6] float64, a view of the meter's memory.
  const at::Tensor& sums() const { return sums_; }
  /// Restores the sums [6] of so many rows and batches, all of them finite.
  void restore(const at::Tensor& sums, std::int64_t rows, std::int64_t batches);

 private:
  at::Tensor sums_;       ///< [6] float64, in the order of LossMeans
  at::Tensor broken_;     ///< [6] float64, terms of the first non-finite batch
  at::Tensor broken_at_;  ///< [] int64, index of that batch; −1 if none
  std::int64_t rows_ = 0;
  std::int64_t batches_ = 0;
};

}  // namespace sae::train
