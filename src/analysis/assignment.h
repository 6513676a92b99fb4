// SPDX-License-Identifier: MIT
// The linear assignment problem.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace sae::analysis {

/// The one-to-one assignment of rows to columns with the largest sum of scores. scores: [n, m],
/// floating and finite (kInternal otherwise), computed in float64. Returns the column of each row;
/// with n > m, -1 for the n - m rows that get none. Exact: each row in turn is added along a
/// shortest augmenting path (Jonker & Volgenant, A Shortest Augmenting Path Algorithm for Dense and
/// Sparse Linear Assignment Problems, Computing 38, 1987; for n < m as in Crouse, On Implementing
/// 2D Rectangular Assignment Algorithms, IEEE Transactions on Aerospace and Electronic Systems
/// 52(4), 2016). O(n² m) for n <= m, with O(m) memory beside the scores. Of several best
/// assignments always returns the same one.
std::vector<std::int64_t> assign(const at::Tensor& scores);

}  // namespace sae::analysis
