// SPDX-License-Identifier: MIT
// The penalty kl in a hand-written step.
#pragma once

#include "fused/fused_plan.h"

namespace sae::fused {

/// Of some units of the code: turns the sums of their activations over `rows` rows into the
/// derivatives of the loss, as kl adds them, by each of these activations. Returns Σ KL over the
/// units, before beta.
template <class T>
double penalise_code(const FusedPlan& plan, Index rows, T* columns, Index count);

}  // namespace sae::fused
