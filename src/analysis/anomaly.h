// SPDX-License-Identifier: MIT
// Quantiles of reconstruction errors, and ROC AUC.
#pragma once

#include <ATen/core/Tensor.h>

namespace sae::analysis {

/// The q-quantile of values [N], N >= 1, q in [0, 1]: position q (N − 1) of the sorted values, with
/// linear interpolation (definition 7 of Hyndman & Fan 1996, NumPy's default). nan sorts after all
/// numbers.
double find_quantile(const at::Tensor& values, double q);

/// Area under the ROC curve, computed from rank sums: the probability that a positive row has a
/// higher score than a negative one, with ties counting half (Mann & Whitney 1947). scores: [N]
/// floating, nan above all numbers; positive: [N] bool. Throws kData unless there are positive and
/// negative rows.
double roc_auc(const at::Tensor& scores, const at::Tensor& positive);

}  // namespace sae::analysis
