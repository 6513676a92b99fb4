// SPDX-License-Identifier: MIT
// Finds the largest values of rows, without gradients.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace sae::model {

/// The K largest values of a row, for rows that resemble each other. Candidates above a bound are
/// collected; when there are many, the largest K of them stay and the bound rises, so that few
/// later values exceed it. The row before gives the first bound; the result does not depend on it.
/// T: float or double.
template <class T>
class LargestOfRow {
 public:
  struct Candidate {
    T value;
    std::int32_t place;
  };

  /// most: largest K that `find` will be called with, at least 1.
  explicit LargestOfRow(std::int64_t most);

  /// row: [width]; active_k: K, 1 to min(width, most). Returns the K largest values with their
  /// places in no order, of equal values those at lower places; empty if a value is NaN. Valid
  /// until the next call.
  std::span<const Candidate> find(const T* row, std::int64_t width, std::int64_t active_k);

 private:
  void collect_all(const T* row, std::int64_t begin, std::int64_t width, T bound);
  void collect_without_guess(const T* row, std::int64_t width);
  void collect(const T* row, std::int64_t begin, std::int64_t end, T bound);
  T drop_smaller();
  std::int64_t capacity() const;

  std::int64_t active_k_ = 1;
  T guess_ = -std::numeric_limits<T>::infinity();
  std::size_t count_ = 0;
  std::vector<Candidate> candidates_;
};

/// Whether select_largest takes these values: float32 or float64 on the CPU, without a gradient.
bool can_select(const at::Tensor& values);

/// The result of keep_largest for values [B, H] that can_select accepts and 1 <= active_k < H;
/// undefined if a value is NaN, which has no order. It reads each row about twice, on one thread,
/// where a partial sort compares every value several times.
at::Tensor select_largest(const at::Tensor& values, std::int64_t active_k);

}  // namespace sae::model
