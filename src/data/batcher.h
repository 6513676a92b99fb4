// SPDX-License-Identifier: MIT
// Shuffled batches of a data set; the state is a cursor that can be saved.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "data/noise.h"

namespace sae::data {

/// A batch of rows, not gathered yet, and what a step on them does to the code.
struct Batch {
  at::Tensor features;  ///< [N, D]
  at::Tensor order;     ///< [N] int64: row index at each position; undefined: file order
  std::int64_t start = 0;
  std::int64_t count = 0;
  at::Tensor noisy;                      ///< [B, D] corrupted input; undefined: the rows themselves
  at::Tensor code_mask;                  ///< [B, H] dropout mask, multiplies the code; undefined: 1
  std::optional<std::int64_t> active_k;  ///< topk: active units per sample; none: config.k
  at::Tensor labels;  ///< [N] int64, class of each row for the penalty group; undefined: none

  /// All rows of a tensor [B, D].
  Batch(const at::Tensor& rows) : features(rows), count(rows.size(0)) {}  // NOLINT: implicit
  Batch(at::Tensor from, at::Tensor rows, std::int64_t first, std::int64_t number)
      : features(std::move(from)), order(std::move(rows)), start(first), count(number) {}
  /// The clean target rows, [count, D].
  at::Tensor gather() const { return take(features); }
  /// The batch's part of a value of every row: [N, …] → [count, …].
  at::Tensor take(const at::Tensor& values) const;
};

/// Splits each epoch's rows into batches. Order and noise depend only on the seed, the epoch and
/// the batch index; there is no other state. The last batch of an epoch may be smaller. A batch of
/// all rows keeps their order.
class Batcher {
 public:
  /// features: [N, D] on any device; batches are made on that device. batch_size >= 1.
  Batcher(at::Tensor features, std::int64_t batch_size, std::uint64_t seed, Noise noise = {});

  std::int64_t rows() const { return features_.size(0); }
  std::int64_t batch_size() const { return batch_size_; }
  std::int64_t batches() const { return (rows() + batch_size_ - 1) / batch_size_; }

  /// Draws the row order of an epoch (>= 1).
  void start_epoch(std::int64_t epoch);

  /// Returns batch `index` in [0, batches()) of the current epoch.
  Batch batch(std::int64_t index) const;

 private:
  at::Tensor features_;
  at::Tensor order_;  ///< [N] int64, on the features' device
  std::int64_t batch_size_;
  std::uint64_t seed_;
  Noise noise_;
  std::int64_t epoch_ = 0;
};

}  // namespace sae::data
