// SPDX-License-Identifier: MIT
// Plans of small hand-written steps.
#pragma once

#include "fused/fused_plan.h"

namespace sae::test {

/// A 1-1-1 network with two linear layers, output = v(wx + b) + c, parameters in the order w, b, v,
/// c; plain gradient descent at rate .01 on the error alone, at most 2 rows.
inline fused::FusedPlan linear_plan() {
  fused::FusedPlan plan;
  plan.layers = {{1, 1, config::Activation::kIdentity, 0, 1, false, std::nullopt},
                 {1, 1, config::Activation::kIdentity, 2, 3, false, std::nullopt}};
  plan.code = 0;
  plan.loss.add_sparse = false;
  plan.loss.lambda = 0;
  plan.optim = {config::OptimizerKind::kSgd, 0.01, 0};
  plan.batch_size = 2;
  return plan;
}

}  // namespace sae::test
