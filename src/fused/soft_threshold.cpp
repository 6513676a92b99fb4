// SPDX-License-Identifier: MIT
// The learned thresholds of a soft_threshold code.
#include "fused/soft_threshold.h"

#include <algorithm>

namespace sae::fused {

template <class T>
SoftThreshold<T>::SoftThreshold(const FusedPlan& plan, const T* parameters)
    : plan_(plan), parameters_(parameters) {
  const FusedLayer& code = plan.layers[plan.code];
  if (code.activation != config::Activation::kSoftThreshold) return;
  sigmoids_.resize(static_cast<std::size_t>(plan.batch_size * code.out));
  gradient_.resize(static_cast<std::size_t>(code.out));
}

template <class T>
double SoftThreshold<T>::apply(base::Block columns, Extent part, T* values, T* sums) {
  const T* threshold = parameters_ + *plan_.threshold + columns.begin;
  if (sums != nullptr) std::fill_n(sums, columns.size(), T(0));
  double total = 0;
  for (Index row = 0; row < part.rows; ++row) {
    T* code = values + row * part.stride;
    T* sigmoid = sigmoids_.data() + row * part.stride + columns.begin;
    T in_row = 0;
    for (Index i = 0; i < columns.size(); ++i) {
      sigmoid[i] = code[i];
      code[i] = std::max(code[i] - threshold[i], T(0));  // a nan stays nan
      in_row += code[i];
    }
    total += static_cast<double>(in_row);
    for (Index i = 0; sums != nullptr && i < columns.size(); ++i) sums[i] += code[i];
  }
  return total;
}

template <class T>
void SoftThreshold<T>::backprop(base::Block columns, Extent part, const T* by_unit, T by_size,
                                T* delta) {
  const T* threshold = parameters_ + *plan_.threshold + columns.begin;
  T* gradient = gradient_.data() + columns.begin;
  std::fill_n(gradient, columns.size(), T(0));
  for (Index row = 0; row < part.rows; ++row) {
    T* by_code = delta + row * part.stride;
    const T* sigmoid = sigmoids_.data() + row * part.stride + columns.begin;
    for (Index i = 0; i < columns.size(); ++i) {
      const T whole = by_code[i] + by_size + (by_unit != nullptr ? by_unit[i] : T(0));
      by_code[i] = sigmoid[i] > threshold[i] ? whole : T(0);
      gradient[i] -= by_code[i];
    }
  }
}

template class SoftThreshold<float>;
template class SoftThreshold<double>;

}  // namespace sae::fused
