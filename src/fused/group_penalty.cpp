// SPDX-License-Identifier: MIT
// The penalty group in the hand-written step.
#include "fused/group_penalty.h"

#include <algorithm>

#include "loss/objective.h"
#include "loss/penalties.h"

namespace sae::fused {

template <class T>
GroupPenalty<T>::GroupPenalty(const FusedPlan& plan)
    : plan_(plan), width_(plan.layers[plan.code].out) {
  if (!plan.loss.sparse() || plan.loss.penalty != config::Penalty::kGroup) return;
  classes_.resize(static_cast<std::size_t>(plan.batch_size));
  rows_.resize(static_cast<std::size_t>(plan.loss.classes));
  factors_.resize(static_cast<std::size_t>(plan.loss.classes * width_));
}

template <class T>
void GroupPenalty<T>::start(const std::int64_t* labels, const std::int64_t* order, Index rows) {
  std::ranges::fill(rows_, 0);
  for (Index row = 0; row < rows; ++row) {
    const Index of_class = labels[order == nullptr ? row : order[row]];
    classes_[static_cast<std::size_t>(row)] = of_class;
    ++rows_[static_cast<std::size_t>(of_class)];
  }
}

template <class T>
double GroupPenalty<T>::apply(base::Block columns, Extent part, const T* codes) {
  const auto count = static_cast<Index>(rows_.size());
  for (Index i = 0; i < count; ++i) std::fill_n(factors(i) + columns.begin, columns.size(), T(0));
  for (Index row = 0; row < part.rows; ++row) {
    const T* code = codes + row * part.stride;
    T* squares = factors(classes_[static_cast<std::size_t>(row)]) + columns.begin;
    for (Index i = 0; i < columns.size(); ++i) squares[i] += code[i] * code[i];
  }
  const double weight = loss::Weighting(plan_.loss).penalty_weight();
  double penalty = 0;
  for (Index of_class = 0; of_class < count; ++of_class) {
    const auto rows = static_cast<double>(rows_[static_cast<std::size_t>(of_class)]);
    if (rows == 0) continue;
    T* values = factors(of_class) + columns.begin;
    for (Index i = 0; i < columns.size(); ++i) {
      const auto squares = static_cast<double>(values[i]);
      penalty += loss::group_part(squares, rows);
      values[i] = static_cast<T>(loss::group_part_derivative(weight, squares, rows));
    }
  }
  return penalty;
}

template <class T>
void GroupPenalty<T>::backprop(base::Block columns, Extent part, const T* codes, T* delta) const {
  for (Index row = 0; row < part.rows; ++row) {
    const T* code = codes + row * part.stride;
    const T* factor = factors(classes_[static_cast<std::size_t>(row)]) + columns.begin;
    T* by_code = delta + row * part.stride;
    for (Index i = 0; i < columns.size(); ++i) by_code[i] += factor[i] * code[i];
  }
}

template class GroupPenalty<float>;
template class GroupPenalty<double>;

}  // namespace sae::fused
