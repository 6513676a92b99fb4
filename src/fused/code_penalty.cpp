// SPDX-License-Identifier: MIT
// The penalty kl in a hand-written step.
#include "fused/code_penalty.h"

#include <algorithm>
#include <cmath>

#include "loss/penalties.h"

namespace sae::fused {

namespace {

double hold_off_ends(double mean) { return std::clamp(mean, loss::kEpsilon, 1 - loss::kEpsilon); }

}  // namespace

double kl_value(double rho, double mean) {
  const double q = hold_off_ends(mean);
  return rho * std::log(rho / q) + (1 - rho) * std::log((1 - rho) / (1 - q));
}

double kl_derivative(double rho, double mean) {
  const double q = hold_off_ends(mean);
  return -rho / q + (1 - rho) / (1 - q);
}

template <class T>
double penalise_code(const FusedPlan& plan, Index rows, T* columns, Index count) {
  // A tanh code and its rho are taken through (v + 1)/2.
  const bool tanh = plan.layers[plan.code].activation == config::Activation::kTanh;
  const double rho = tanh ? (plan.loss.rho + 1) / 2 : plan.loss.rho;
  const double scale = plan.loss.beta * (tanh ? 0.5 : 1) / static_cast<double>(rows);
  double penalty = 0;
  for (Index unit = 0; unit < count; ++unit) {
    const double mean = static_cast<double>(columns[unit]) / static_cast<double>(rows);
    const double q = tanh ? (mean + 1) / 2 : mean;
    penalty += kl_value(rho, q);
    columns[unit] = static_cast<T>(scale * kl_derivative(rho, q));
  }
  return penalty;
}

template double penalise_code(const FusedPlan&, Index, float*, Index);
template double penalise_code(const FusedPlan&, Index, double*, Index);

}  // namespace sae::fused
