// SPDX-License-Identifier: MIT
// Units that do the same.
#include "analysis/similar_units.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/chunks.h"
#include "data/values.h"

namespace sae::analysis {
namespace {

/// Groups of units, joined pair by pair (union-find with path halving).
class Groups {
 public:
  explicit Groups(std::int64_t units) : parents_(static_cast<std::size_t>(units)) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
    count_ = units;
  }
  std::size_t find(std::size_t unit) {
    while (parents_[unit] != unit) {
      parents_[unit] = parents_[parents_[unit]];
      unit = parents_[unit];
    }
    return unit;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t first = find(a), second = find(b);
    if (first == second) return;
    parents_[std::max(first, second)] = std::min(first, second);
    --count_;
  }
  std::int64_t count() const { return count_; }

 private:
  std::vector<std::size_t> parents_;
  std::int64_t count_ = 0;
};

/// Codes minus their mean, at length 1; zeros for constant codes.
at::Tensor normalised(const at::Tensor& code) {
  const at::Tensor centred = code - code.mean();
  const at::Tensor length = centred.norm();
  return length.item<double>() > 0 ? centred / length : centred;
}

/// Joins units start + i and j > start + i whose cosines[i, j] and correlation are those of twins.
void join_twins(const at::Tensor& cosines, std::int64_t start, const UnitCodes& codes,
                Groups& groups) {
  const auto pairs = data::to_vector<std::int64_t>(at::nonzero(cosines > kTwinCosine));
  for (std::size_t i = 0; i < pairs.size(); i += 2) {
    const std::int64_t a = start + pairs[i], b = pairs[i + 1];
    if (b <= a) continue;
    if (groups.find(static_cast<std::size_t>(a)) == groups.find(static_cast<std::size_t>(b))) {
      continue;
    }
    const double correlation =
        normalised(codes.codes[a]).dot(normalised(codes.codes[b])).item<double>();
    if (correlation > kTwinCorrelation) {
      groups.join(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
    }
  }
}

}  // namespace

SimilarUnits find_similar_units(const at::Tensor& decoder, const UnitCodes& codes,
                                std::int64_t most) {
  const at::NoGradGuard no_grad;
  constexpr double kTiny = 1e-12;
  const std::int64_t units = decoder.size(1);
  const std::int64_t kept = std::min(most, units - 1);
  const at::Tensor columns = decoder.to(at::kFloat).t().contiguous();
  const at::Tensor directions = columns / columns.norm(2, {1}, /*keepdim=*/true).clamp_min(kTiny);
  SimilarUnits result{at::empty({units, kept}, at::kLong), at::empty({units, kept}, at::kDouble),
                      units};
  Groups groups(units);
  constexpr std::int64_t kBytesPerCosine = 16;
  base::for_each_chunk(units, kBytesPerCosine * units, [&](std::int64_t start, std::int64_t n) {
    at::Tensor cosines = directions.narrow(0, start, n).matmul(directions.t());
    // A unit is not similar to itself: the lowest cosine is −1.
    cosines.diagonal(start).fill_(-2);
    const auto [values, places] = at::topk(cosines, kept, 1);
    result.units.narrow(0, start, n).copy_(places);
    result.cosines.narrow(0, start, n).copy_(values);
    join_twins(cosines, start, codes, groups);
  });
  result.distinct = groups.count();
  return result;
}

}  // namespace sae::analysis
