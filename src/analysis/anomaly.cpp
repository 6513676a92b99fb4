// SPDX-License-Identifier: MIT
// Quantiles and ROC AUC.
#include "analysis/anomaly.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "data/values.h"

namespace sae::analysis {
namespace {

/// A total order of all values: nan comes last.
bool is_below(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? !std::isnan(a) && std::isnan(b) : a < b;
}

/// Rank of each value, from 1; equal values share their mean rank.
std::vector<double> mean_ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, is_below, [&](std::size_t row) { return values[row]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && !is_below(values[order[first]], values[order[last]])) ++last;
    const double shared = static_cast<double>(first + 1 + last) / 2;
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = shared;
  }
  return ranks;
}

}  // namespace

double find_quantile(const at::Tensor& values, double q) {
  std::vector<double> sorted = data::to_vector<double>(values.to(at::kDouble));
  std::ranges::sort(sorted, is_below);
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double share = place - static_cast<double>(below);
  // The next value may be nan, or too far away to subtract.
  if (share == 0 || sorted[above] == sorted[below]) return sorted[below];
  return sorted[below] + share * (sorted[above] - sorted[below]);
}

double roc_auc(const at::Tensor& scores, const at::Tensor& positive) {
  const std::vector<double> ranks = mean_ranks(data::to_vector<double>(scores.to(at::kDouble)));
  const std::vector<double> is_positive = data::to_vector<double>(positive.to(at::kDouble));
  double positives = 0, rank_sum = 0;
  for (std::size_t row = 0; row < ranks.size(); ++row) {
    positives += is_positive[row];
    rank_sum += is_positive[row] * ranks[row];
  }
  const double others = static_cast<double>(ranks.size()) - positives;
  if (positives == 0 || others == 0) {
    const auto count = [](double n) { return base::format_count(static_cast<std::int64_t>(n)); };
    throw Error(ErrorKind::kData, "ROC AUC: expected anomalous rows and others, found " +
                                      count(positives) + " anomalous of " +
                                      count(positives + others));
  }
  return (rank_sum - positives * (positives + 1) / 2) / (positives * others);
}

}  // namespace sae::analysis
