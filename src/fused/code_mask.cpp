// SPDX-License-Identifier: MIT
// The mask between code and decoder.
#include "fused/code_mask.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace sae::fused {

template <class T>
CodeMask<T>::CodeMask(const FusedPlan& plan, int threads)
    : width_(plan.layers[plan.code].out),
      chooses_(config::keeps_largest(plan.layers[plan.code].activation)) {
  if (!chooses_ && !plan.dropout) return;
  const auto width = static_cast<std::size_t>(width_);
  const std::size_t size = static_cast<std::size_t>(plan.batch_size) * width;
  before_.resize(size);
  mask_.resize(size);
  scratch_.assign(static_cast<std::size_t>(threads), base::AlignedVector<T>(width));
}

template <class T>
void CodeMask<T>::apply(base::Block rows, int rank, Index active_k, const T* dropped, T* codes) {
  for (Index row = rows.begin; row < rows.end; ++row) {
    T* __restrict code = codes + row * width_;
    T* __restrict before = before_.data() + row * width_;
    T* __restrict mask = mask_.data() + row * width_;
    std::copy_n(code, width_, before);
    if (dropped == nullptr) {
      std::fill_n(mask, width_, T(1));
    } else {
      std::copy_n(dropped + row * width_, width_, mask);
    }
    if (chooses_ && active_k < width_) {
      leave_out(before, active_k, scratch_[static_cast<std::size_t>(rank)], mask);
    }
    for (Index i = 0; i < width_; ++i) code[i] *= mask[i];
  }
}

/// Among equal values, those with the lower index are kept.
template <class T>
void CodeMask<T>::leave_out(const T* codes, Index active_k, base::AlignedVector<T>& scratch,
                            T* mask) const {
  // nan cannot be ordered, so it counts as −inf. Its mask of 0 leaves it nan.
  constexpr T kLeast = -std::numeric_limits<T>::infinity();
  for (Index i = 0; i < width_; ++i) {
    scratch[static_cast<std::size_t>(i)] = std::isnan(codes[i]) ? kLeast : codes[i];
  }
  const auto last = scratch.begin() + (active_k - 1);
  std::nth_element(scratch.begin(), last, scratch.end(), std::greater<T>());
  const T least = *last;
  Index above = 0;
  for (Index i = 0; i < width_; ++i) above += codes[i] > least ? 1 : 0;
  Index open_places = active_k - above;
  for (Index i = 0; i < width_; ++i) {
    if (codes[i] > least) continue;
    if (codes[i] == least && open_places > 0) {
      --open_places;
    } else {
      mask[i] = 0;
    }
  }
}

template <class T>
void CodeMask<T>::backprop(Index column, Extent part, T* delta) const {
  for (Index row = 0; row < part.rows; ++row) {
    T* __restrict values = delta + row * part.stride;
    const T* __restrict mask = mask_.data() + row * width_ + column;
    for (Index i = 0; i < part.columns; ++i) values[i] *= mask[i];
  }
}

template class CodeMask<float>;
template class CodeMask<double>;

}  // namespace sae::fused
