// SPDX-License-Identifier: MIT
// The Pareto front of points with two figures.
#pragma once

#include <cstddef>
#include <vector>

namespace sae::analysis {

/// Which values of a figure are better.
enum class Better { kLower, kHigher };

/// A figure of N points.
struct Figure {
  std::vector<double> values;
  Better better = Better::kLower;
};

/// Indices of the points that no other point beats: none is at least as good in both figures and
/// better in one. Equal points are all on the front. Points with a nan are left out. Ordered by the
/// first figure, its best value first; equal points by index. O(N log N). Throws kInternal unless
/// the figures have equally many values.
std::vector<std::size_t> pareto_front(const Figure& first, const Figure& second);

}  // namespace sae::analysis
