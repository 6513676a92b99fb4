// SPDX-License-Identifier: MIT
// Finds the largest values of rows, without gradients.
#include "model/selection.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace sae::model {
namespace {

/// The K largest values of a row. Candidates above a bound are collected; when there are many, the
/// largest K of them stay and the bound rises, so that few later values exceed it. The row before
/// gives the first bound, because rows resemble each other; the result does not depend on it.
template <class T>
class LargestOfRow {
 public:
  explicit LargestOfRow(std::int64_t active_k)
      : active_k_(active_k), candidates_(static_cast<std::size_t>(capacity() + kStep)) {}

  /// row: [width], width >= K. Copies the values that stay to the same places of `kept`. Returns
  /// false if a value is NaN.
  bool copy(const T* row, std::int64_t width, T* kept) {
    int nans = 0;
    for (std::int64_t i = 0; i < width; ++i) nans |= row[i] != row[i] ? 1 : 0;
    if (nans != 0) return false;
    count_ = 0;
    collect_all(row, 0, width, guess_);
    if (std::cmp_less(count_, active_k_)) collect_without_guess(row, width);
    const T least = drop_smaller();
    T most = least;
    for (std::size_t i = 0; i < count_; ++i) {
      kept[candidates_[i].place] = candidates_[i].value;
      most = std::max(most, candidates_[i].value);
    }
    // Of normally distributed values about 2K are above it.
    guess_ = least - (most - least) * T(0.25);
    return true;
  }

 private:
  struct Candidate {
    T value;
    std::int32_t place;
    bool operator<(const Candidate& other) const {
      return value > other.value || (value == other.value && place < other.place);
    }
  };

  static constexpr std::int64_t kStep = 16;

  std::int64_t capacity() const { return 4 * active_k_; }

  void collect_without_guess(const T* row, std::int64_t width) {
    const std::int64_t first = std::min(capacity(), width);
    count_ = 0;
    for (std::int64_t i = 0; i < first; ++i) {
      candidates_[count_++] = {row[i], static_cast<std::int32_t>(i)};
    }
    collect_all(row, first, width, drop_smaller());
  }

  void collect_all(const T* row, std::int64_t begin, std::int64_t width, T bound) {
    for (; begin < width; begin += kStep) {
      const std::int64_t end = std::min(begin + kStep, width);
      int any = 0;
      for (std::int64_t i = begin; i < end; ++i) any |= row[i] > bound ? 1 : 0;
      if (any == 0) continue;
      collect(row, begin, end, bound);
      if (std::cmp_greater_equal(count_, capacity())) bound = drop_smaller();
    }
  }

  /// Without a branch, because which values are candidates cannot be predicted.
  void collect(const T* row, std::int64_t begin, std::int64_t end, T bound) {
    std::size_t count = count_;
    for (std::int64_t i = begin; i < end; ++i) {
      candidates_[count] = {row[i], static_cast<std::int32_t>(i)};
      count += row[i] > bound ? 1 : 0;
    }
    count_ = count;
  }

  /// Returns the K-th largest value, above which a later value must be.
  T drop_smaller() {
    const auto last = candidates_.begin() + active_k_ - 1;
    std::nth_element(candidates_.begin(), last,
                     candidates_.begin() + static_cast<std::ptrdiff_t>(count_));
    count_ = static_cast<std::size_t>(active_k_);
    return last->value;
  }

  std::int64_t active_k_;
  T guess_ = -std::numeric_limits<T>::infinity();
  std::size_t count_ = 0;
  std::vector<Candidate> candidates_;
};

template <class T>
at::Tensor select_rows(const at::Tensor& values, std::int64_t active_k) {
  const std::int64_t rows = values.size(0), width = values.size(1);
  at::Tensor kept = at::zeros({rows, width}, values.options());
  const T* from = values.const_data_ptr<T>();
  T* to = kept.mutable_data_ptr<T>();
  LargestOfRow<T> largest(active_k);
  for (std::int64_t row = 0; row < rows; ++row, from += width, to += width) {
    if (!largest.copy(from, width, to)) return {};
  }
  return kept;
}

}  // namespace

bool can_select(const at::Tensor& values) {
  const bool needs_gradient = at::GradMode::is_enabled() && values.requires_grad();
  const bool has_type = values.scalar_type() == at::kFloat || values.scalar_type() == at::kDouble;
  return !needs_gradient && has_type && values.device().is_cpu();
}

at::Tensor select_largest(const at::Tensor& values, std::int64_t active_k) {
  const at::Tensor rows = values.contiguous();
  return rows.scalar_type() == at::kFloat ? select_rows<float>(rows, active_k)
                                          : select_rows<double>(rows, active_k);
}

}  // namespace sae::model
