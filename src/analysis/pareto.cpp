// SPDX-License-Identifier: MIT
// The Pareto front of points with two figures.
#include "analysis/pareto.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "base/error.h"

namespace sae::analysis {
namespace {

/// A point whose lower values are better.
struct Cost {
  double first;
  double second;
  std::size_t index;
};

double cost_of(const Figure& figure, std::size_t i) {
  return figure.better == Better::kLower ? figure.values[i] : -figure.values[i];
}

}  // namespace

std::vector<std::size_t> pareto_front(const Figure& first, const Figure& second) {
  if (first.values.size() != second.values.size()) {
    throw Error(ErrorKind::kInternal, "front: expected " + std::to_string(first.values.size()) +
                                          " values, found " + std::to_string(second.values.size()));
  }
  std::vector<Cost> costs;
  for (std::size_t i = 0; i < first.values.size(); ++i) {
    const Cost cost{cost_of(first, i), cost_of(second, i), i};
    if (!std::isnan(cost.first) && !std::isnan(cost.second)) costs.push_back(cost);
  }
  std::ranges::sort(costs, [](const Cost& a, const Cost& b) {
    return std::tie(a.first, a.second, a.index) < std::tie(b.first, b.second, b.index);
  });
  std::vector<std::size_t> front;
  const Cost* last = nullptr;  // of the front
  for (const Cost& cost : costs) {
    const bool equal = last && cost.first == last->first && cost.second == last->second;
    if (last && cost.second >= last->second && !equal) continue;
    front.push_back(cost.index);
    last = &cost;
  }
  return front;
}

}  // namespace sae::analysis
