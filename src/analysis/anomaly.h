// SPDX-License-Identifier: MIT
// Rows that a network reconstructs badly, and how well that tells one class from another.
#pragma once

#include <ATen/core/Tensor.h>

namespace sae::analysis {

/// The q-quantile of values [N], N >= 1, q in [0, 1]: at place q (N − 1) of the sorted values, in
/// between by a straight line (definition 7 of Hyndman & Fan 1996, NumPy's default). nan is sorted
/// behind all numbers.
double find_quantile(const at::Tensor& values, double q);

/// The area under the ROC curve: the probability that a positive row has a higher score than
/// another one, a tie counting half (Mann & Whitney 1947), from the sums of ranks. scores: [N]
/// floating, nan above all numbers; positive: [N] bool. Throws kData unless there are rows of both
/// kinds.
double roc_auc(const at::Tensor& scores, const at::Tensor& positive);

}  // namespace sae::analysis
