// SPDX-License-Identifier: MIT
// What stands between the code and the decoder.
#include "fused/code_gate.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace sae::fused {

template <class T>
CodeGate<T>::CodeGate(const FusedPlan& plan, int threads)
    : width_(plan.layers[plan.code].out),
      chooses_(config::keeps_largest(plan.layers[plan.code].activation)) {
  if (!plan.gated) return;
  const auto width = static_cast<std::size_t>(width_);
  const std::size_t size = static_cast<std::size_t>(plan.batch_size) * width;
  before_.resize(size);
  gates_.resize(size);
  scratch_.assign(static_cast<std::size_t>(threads), base::AlignedVector<T>(width));
}

template <class T>
void CodeGate<T>::close(base::Block rows, int rank, Index kept, const T* dropped, T* codes) {
  for (Index row = rows.begin; row < rows.end; ++row) {
    T* __restrict code = codes + row * width_;
    T* __restrict before = before_.data() + row * width_;
    T* __restrict gates = gates_.data() + row * width_;
    std::copy_n(code, width_, before);
    if (dropped == nullptr) {
      std::fill_n(gates, width_, T(1));
    } else {
      std::copy_n(dropped + row * width_, width_, gates);
    }
    if (chooses_ && kept < width_) {
      leave_out(before, kept, scratch_[static_cast<std::size_t>(rank)], gates);
    }
    for (Index i = 0; i < width_; ++i) code[i] *= gates[i];
  }
}

/// Of equal values those of the lower index stay.
template <class T>
void CodeGate<T>::leave_out(const T* codes, Index kept, base::AlignedVector<T>& scratch,
                            T* gates) const {
  // What is not a number has no place in an order; its gate of 0 leaves it nan.
  constexpr T kLeast = -std::numeric_limits<T>::infinity();
  for (Index i = 0; i < width_; ++i) {
    scratch[static_cast<std::size_t>(i)] = std::isnan(codes[i]) ? kLeast : codes[i];
  }
  const auto last = scratch.begin() + (kept - 1);
  std::nth_element(scratch.begin(), last, scratch.end(), std::greater<T>());
  const T least = *last;
  Index above = 0;
  for (Index i = 0; i < width_; ++i) above += codes[i] > least ? 1 : 0;
  Index room = kept - above;
  for (Index i = 0; i < width_; ++i) {
    if (codes[i] > least) continue;
    if (codes[i] == least && room > 0) {
      --room;
    } else {
      gates[i] = 0;
    }
  }
}

template <class T>
void CodeGate<T>::pass_back(Index column, Extent part, T* delta) const {
  for (Index row = 0; row < part.rows; ++row) {
    T* __restrict values = delta + row * part.stride;
    const T* __restrict gates = gates_.data() + row * width_ + column;
    for (Index i = 0; i < part.columns; ++i) values[i] *= gates[i];
  }
}

template class CodeGate<float>;
template class CodeGate<double>;

}  // namespace sae::fused
