// SPDX-License-Identifier: MIT
// The thresholds of a jumprelu code, and the penalties on its active units.
#include "fused/threshold_mask.h"

#include <algorithm>
#include <cmath>

#include "loss/objective.h"
#include "loss/penalties.h"

namespace sae::fused {

using config::Penalty;

template <class T>
ThresholdMask<T>::ThresholdMask(const FusedPlan& plan, const T* parameters, int threads)
    : plan_(plan), parameters_(parameters), sums_(static_cast<std::size_t>(threads)) {
  if (plan.layers[plan.code].activation != config::Activation::kJumprelu) return;
  const auto width = static_cast<std::size_t>(plan.layers[plan.code].out);
  before_.resize(static_cast<std::size_t>(plan.batch_size) * width);
  gradient_.resize(width);
}

template <class T>
bool ThresholdMask<T>::has(Penalty penalty) const {
  return plan_.loss.sparse() && plan_.loss.penalty == penalty;
}

template <class T>
void ThresholdMask<T>::apply(base::Block rows, int rank, T* sums) {
  const Index width = plan_.layers[plan_.code].out;
  const T* threshold = thresholds();
  const bool tanh = has(Penalty::kTanhL0);
  Sums& mine = sums_[static_cast<std::size_t>(rank)];
  mine = {};
  for (Index row = rows.begin; row < rows.end; ++row) {
    T* code = sums + row * width;
    T* before = before_.data() + row * width;
    Index active = 0;
    for (Index i = 0; i < width; ++i) {
      before[i] = code[i];
      const bool above = code[i] > threshold[i];
      active += above ? 1 : 0;
      // A nan is not above, and stays nan.
      code[i] = above || code[i] != code[i] ? code[i] : T(0);
    }
    mine.active += active;
    if (!tanh) continue;
    for (Index i = 0; i < width; ++i) {
      if (code[i] != 0) mine.tanh += std::tanh(loss::kTanhFactor * static_cast<double>(code[i]));
    }
  }
}

template <class T>
double ThresholdMask<T>::mean_active(Index rows) const {
  Index active = 0;
  for (const Sums& part : sums_) active += part.active;
  return static_cast<double>(active) / static_cast<double>(rows);
}

template <class T>
double ThresholdMask<T>::penalty(Index rows) const {
  const double scale = plan_.loss.mean_loss;
  if (has(Penalty::kL0)) return scale * mean_active(rows);
  if (has(Penalty::kL0Target)) {
    return scale * loss::l0_target_penalty(mean_active(rows), *plan_.loss.l0);
  }
  if (!has(Penalty::kTanhL0)) return 0;
  double sum = 0;
  for (const Sums& part : sums_) sum += part.tanh;
  return scale * sum / static_cast<double>(rows);
}

template <class T>
void ThresholdMask<T>::backprop(base::Block columns, Extent part, T* delta) {
  const Index width = plan_.layers[plan_.code].out;
  const double weight = loss::Weighting(plan_.loss).penalty_weight() * plan_.loss.mean_loss /
                        static_cast<double>(part.rows);
  // Derivatives of the loss by an indicator 1[z > θ] and by tanh(4c).
  double by_active = has(Penalty::kL0) ? weight : 0;
  if (has(Penalty::kL0Target)) {
    by_active = weight * loss::l0_target_derivative(mean_active(part.rows), *plan_.loss.l0);
  }
  const double by_tanh = has(Penalty::kTanhL0) ? weight : 0;
  const T half = static_cast<T>(plan_.loss.window / 2);
  const T factor = static_cast<T>(-1 / plan_.loss.window), count = static_cast<T>(by_active);
  const T* threshold = thresholds() + columns.begin;
  T* gradient = gradient_.data() + columns.begin;
  std::fill_n(gradient, columns.size(), T(0));
  for (Index row = 0; row < part.rows; ++row) {
    T* by_code = delta + row * part.stride;
    const T* sums = before_.data() + row * width + columns.begin;
    for (Index i = 0; i < columns.size(); ++i) {
      const bool above = sums[i] > threshold[i];
      const bool near = std::abs(sums[i] - threshold[i]) < half;
      if (by_tanh > 0 && (above || near)) {
        const double code = above ? static_cast<double>(sums[i]) : 0;
        const double tanh = std::tanh(loss::kTanhFactor * code);
        by_code[i] += static_cast<T>(by_tanh * loss::kTanhFactor * (1 - tanh * tanh));
      }
      if (near) gradient[i] += factor * (threshold[i] * by_code[i] + count);
      if (!above) by_code[i] = 0;
    }
  }
}

template class ThresholdMask<float>;
template class ThresholdMask<double>;

}  // namespace sae::fused
