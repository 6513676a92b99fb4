// SPDX-License-Identifier: MIT
// Finds the largest values of rows, without gradients.
#include "model/selection.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>

namespace sae::model {
namespace {

constexpr std::int64_t kStep = 16;

template <class T>
using Candidate = typename LargestOfRow<T>::Candidate;

template <class T>
bool is_before(const Candidate<T>& a, const Candidate<T>& b) {
  return a.value > b.value || (a.value == b.value && a.place < b.place);
}

}  // namespace

template <class T>
LargestOfRow<T>::LargestOfRow(std::int64_t most)
    : candidates_(static_cast<std::size_t>(4 * most + kStep)) {}

template <class T>
std::span<const Candidate<T>> LargestOfRow<T>::find(const T* row, std::int64_t width,
                                                    std::int64_t active_k) {
  int nans = 0;
  for (std::int64_t i = 0; i < width; ++i) nans |= row[i] != row[i] ? 1 : 0;
  if (nans != 0) return {};
  active_k_ = active_k;
  count_ = 0;
  collect_all(row, 0, width, guess_);
  if (std::cmp_less(count_, active_k_)) collect_without_guess(row, width);
  const T least = drop_smaller();
  T most = least;
  for (std::size_t i = 0; i < count_; ++i) most = std::max(most, candidates_[i].value);
  // Of normally distributed values about 2K are above it.
  guess_ = least - (most - least) * T(0.25);
  return {candidates_.data(), count_};
}

template <class T>
std::int64_t LargestOfRow<T>::capacity() const {
  return 4 * active_k_;
}

template <class T>
void LargestOfRow<T>::collect_without_guess(const T* row, std::int64_t width) {
  const std::int64_t first = std::min(capacity(), width);
  count_ = 0;
  for (std::int64_t i = 0; i < first; ++i) {
    candidates_[count_++] = {row[i], static_cast<std::int32_t>(i)};
  }
  collect_all(row, first, width, drop_smaller());
}

template <class T>
void LargestOfRow<T>::collect_all(const T* row, std::int64_t begin, std::int64_t width, T bound) {
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
template <class T>
void LargestOfRow<T>::collect(const T* row, std::int64_t begin, std::int64_t end, T bound) {
  std::size_t count = count_;
  for (std::int64_t i = begin; i < end; ++i) {
    candidates_[count] = {row[i], static_cast<std::int32_t>(i)};
    count += row[i] > bound ? 1 : 0;
  }
  count_ = count;
}

/// Returns the K-th largest value, above which a later value must be.
template <class T>
T LargestOfRow<T>::drop_smaller() {
  const auto last = candidates_.begin() + active_k_ - 1;
  std::nth_element(candidates_.begin(), last,
                   candidates_.begin() + static_cast<std::ptrdiff_t>(count_), is_before<T>);
  count_ = static_cast<std::size_t>(active_k_);
  return last->value;
}

template class LargestOfRow<float>;
template class LargestOfRow<double>;

namespace {

template <class T>
at::Tensor select_rows(const at::Tensor& values, std::int64_t active_k) {
  const std::int64_t rows = values.size(0), width = values.size(1);
  at::Tensor kept = at::zeros({rows, width}, values.options());
  const T* from = values.const_data_ptr<T>();
  T* to = kept.mutable_data_ptr<T>();
  LargestOfRow<T> largest(active_k);
  for (std::int64_t row = 0; row < rows; ++row, from += width, to += width) {
    const auto found = largest.find(from, width, active_k);
    if (found.empty()) return {};
    for (const Candidate<T>& candidate : found) to[candidate.place] = candidate.value;
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
