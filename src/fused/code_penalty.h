// SPDX-License-Identifier: MIT
// The penalty kl in the hand-written step.
#pragma once

#include "fused/fused_plan.h"

namespace sae::fused {

/// columns: [count], for some code units, the sum of their activations over `rows` rows. Replaces
/// each sum by the derivative of the loss with respect to the unit's activation in one row (kl
/// only). Returns Σ KL over these units, before beta.
template <class T>
double penalise_code(const FusedPlan& plan, Index rows, T* columns, Index count);

}  // namespace sae::fused
