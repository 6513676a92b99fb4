// SPDX-License-Identifier: MIT
// Units of one network that are found again in another.
#include "analysis/unit_match.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

#include "analysis/assignment.h"
#include "base/seed.h"

namespace sae::analysis {
namespace {

/// Columns at length 1; zeros stay zeros.
at::Tensor at_length_one(const at::Tensor& columns) {
  constexpr double kTiny = 1e-300;
  const at::Tensor values = columns.to(at::kDouble);
  return values / values.norm(2, {0}, /*keepdim=*/true).clamp_min(kTiny);
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

at::Tensor unit_cosines(const at::Tensor& a, const at::Tensor& b) {
  const at::NoGradGuard no_grad;
  return at_length_one(a).t().matmul(at_length_one(b)).clamp(-1, 1);
}

UnitMatch match_units(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor cosines = unit_cosines(a, b).contiguous();
  UnitMatch match{assign(cosines), {}};
  const double* row = cosines.const_data_ptr<double>();
  for (const std::int64_t partner : match.partners) {
    match.cosines.push_back(partner < 0 ? std::numeric_limits<double>::quiet_NaN() : row[partner]);
    row += cosines.size(1);
  }
  return match;
}

UnitMatch match_by_chance(const at::Tensor& a, const at::Tensor& b) {
  const std::vector<std::int64_t> order =
      base::permutation(b.size(0), base::derive(0, "match_by_chance"));
  return match_units(a, b.index_select(0, at::tensor(order, at::kLong)));
}

MatchFigures match_figures(const UnitMatch& match) {
  std::vector<double> cosines;
  std::ranges::copy_if(match.cosines, std::back_inserter(cosines),
                       [](double cosine) { return !std::isnan(cosine); });
  MatchFigures figures;
  figures.pairs = static_cast<std::int64_t>(cosines.size());
  for (const double least : kFoundCosines) {
    figures.found.push_back(
        std::ranges::count_if(cosines, [&](double cosine) { return cosine >= least; }));
  }
  figures.mean = figures.median = std::numeric_limits<double>::quiet_NaN();
  if (cosines.empty()) return figures;
  figures.mean =
      std::accumulate(cosines.begin(), cosines.end(), 0.0) / static_cast<double>(cosines.size());
  figures.median = median_of(std::move(cosines));
  return figures;
}

}  // namespace sae::analysis
