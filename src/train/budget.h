// SPDX-License-Identifier: MIT
// Reconstruction from a few units of each code.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "model/layer.h"

namespace sae::train {

/// A point of the budget curve.
struct BudgetPoint {
  std::int64_t units = 0;  ///< k, the number of units per row that keep their code
  double fvu = 0;          ///< fraction of variance unexplained; nan if all rows are equal
};

/// The mean code of each unit over input [N, D], N >= 1: [H], in the network's type.
at::Tensor mean_code(const model::Network& network, const at::Tensor& input);

/// The budget curve for k = 1, 2, 4, … below H, and H. Of each row, the k units with the largest
/// |c_j − mean_j| · n_j keep their code c_j, and all others rest at mean_j. n_j is the Euclidean
/// norm of the unit's column in the first decoder layer. On a tie the unit with the lower index is
/// kept. Unlike L0, it compares codes of different kinds. input: [N, D]; target: [N, D], equal to
/// the input except for denoising; mean: [H], of the training rows. Runs without gradients, in
/// chunks.
std::vector<BudgetPoint> budget_curve(const model::Network& network, const at::Tensor& input,
                                      const at::Tensor& target, const at::Tensor& mean);

/// The first point of the curve that explains at least `share` of the variance that all units
/// explain (1 − FVU); nullptr if the curve is empty or all units explain nothing.
const BudgetPoint* first_sufficient(const std::vector<BudgetPoint>& curve, double share);

}  // namespace sae::train
