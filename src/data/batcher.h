// SPDX-License-Identifier: MIT
// Shuffled batches of a data set, from a cursor that can be saved.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "data/noise.h"

namespace sae::data {

/// Rows of a data set, not gathered yet, and what a step on them does to the code.
struct Batch {
  at::Tensor features;  ///< [N, D]
  at::Tensor order;     ///< [N] int64: which row stands at each place; none: they stand as they are
  std::int64_t start = 0;
  std::int64_t count = 0;
  at::Tensor noisy;      ///< [B, D] what the network sees; none: the rows themselves
  at::Tensor code_mask;  ///< [B, H] what the code is multiplied by; none: 1
  std::optional<std::int64_t> active_k;  ///< of a topk code: active units of a row; none: config.k

  /// The whole of a tensor [B, D].
  Batch(const at::Tensor& rows) : features(rows), count(rows.size(0)) {}  // NOLINT: a batch as is
  Batch(at::Tensor from, at::Tensor rows, std::int64_t first, std::int64_t number)
      : features(std::move(from)), order(std::move(rows)), start(first), count(number) {}
  /// The rows as a tensor [count, D]: what the network is to give.
  at::Tensor gather() const;
};

/// Hands out an epoch's rows in an order and with noise that depend on the seed, the epoch and the
/// batch's number alone: these numbers are its whole state. The last batch of an epoch may be
/// smaller. A batch of all rows has them as they stand.
class Batcher {
 public:
  /// features: [N, D] on any device, where batches are made too; batch_size >= 1.
  Batcher(at::Tensor features, std::int64_t batch_size, std::uint64_t seed, Noise noise = {});

  std::int64_t rows() const { return features_.size(0); }
  std::int64_t batch_size() const { return batch_size_; }
  std::int64_t batches() const { return (rows() + batch_size_ - 1) / batch_size_; }

  /// Draws the order of an epoch, counted from 1.
  void start_epoch(std::int64_t epoch);

  /// Batch `index` in [0, batches()) of the current epoch.
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
