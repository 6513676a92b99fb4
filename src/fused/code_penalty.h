// SPDX-License-Identifier: MIT
// The penalty kl in a hand-written step.
#pragma once

#include "fused/fused_plan.h"

namespace sae::fused {

/// KL(ρ‖q) and its derivative by q, both at q held off 0 and 1; loss/penalties.h has the formula.
double kl_value(double rho, double mean);
double kl_derivative(double rho, double mean);

/// Of some units of the code: turns the sums of their activations over `rows` rows into the
/// derivatives of beta · kl by each of these activations. Returns Σ KL over the units.
template <class T>
double penalise_code(const FusedPlan& plan, Index rows, T* columns, Index count);

}  // namespace sae::fused
