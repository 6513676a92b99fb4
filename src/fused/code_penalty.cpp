// SPDX-License-Identifier: MIT
// The penalty kl in the hand-written step.
#include "fused/code_penalty.h"

#include "loss/objective.h"
#include "loss/penalties.h"

namespace sae::fused {

template <class T>
double penalise_code(const FusedPlan& plan, Index rows, T* columns, Index count) {
  const config::Activation activation = plan.layers[plan.code].activation;
  const double rho = plan.loss.rho, weight = loss::Weighting(plan.loss).penalty_weight();
  const auto samples = static_cast<double>(rows);
  double penalty = 0;
  for (Index unit = 0; unit < count; ++unit) {
    const double mean = static_cast<double>(columns[unit]) / samples;
    penalty += loss::kl_penalty(mean, rho, activation);
    columns[unit] =
        static_cast<T>(loss::kl_penalty_derivative(weight, mean, rho, activation, samples));
  }
  return penalty;
}

template double penalise_code(const FusedPlan&, Index, float*, Index);
template double penalise_code(const FusedPlan&, Index, double*, Index);

}  // namespace sae::fused
