// SPDX-License-Identifier: MIT
// Key figures of every unit over a data set.
#include "analysis/unit_table.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/chunks.h"
#include "data/values.h"

namespace sae::analysis {
namespace {

/// codes: [n, N] → [n, C].
at::Tensor count_classes(const at::Tensor& codes, const RowClasses& classes,
                         const at::Tensor& rest) {
  const auto [values, rows] = at::topk(codes, std::min(kRowsOfPurity, codes.size(1)), 1);
  const at::Tensor counted = (values > rest.unsqueeze(1)).to(at::kDouble);
  const at::Tensor labels = classes.labels.index_select(0, rows.flatten()).view_as(rows);
  const at::Tensor counts = at::zeros({codes.size(0), classes.count}, at::kDouble);
  return counts.scatter_add(1, labels, counted);
}

/// Σ ranks (from 1, ties share their mean) of the values of `a` among those of both.
double sum_of_ranks(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  std::size_t below_a = 0, below_b = 0;
  while (below_a < a.size()) {
    const float value = a[below_a];
    std::size_t end_a = below_a;
    while (end_a < a.size() && a[end_a] == value) ++end_a;
    while (below_b < b.size() && b[below_b] < value) ++below_b;
    std::size_t end_b = below_b;
    while (end_b < b.size() && b[end_b] == value) ++end_b;
    const auto first = static_cast<double>(below_a + below_b + 1);
    const auto last = static_cast<double>(end_a + end_b);
    sum += static_cast<double>(end_a - below_a) * (first + last) / 2;
    below_a = end_a;
    below_b = end_b;
  }
  return sum;
}

std::vector<float> sorted(const at::Tensor& values) {
  std::vector<float> result = data::to_vector<float>(values);
  std::ranges::sort(result);
  return result;
}

}  // namespace

UnitTable describe_units(const UnitCodes& codes, const RowClasses& classes,
                         const at::Tensor& rest) {
  const std::int64_t units = codes.units(), rows = codes.rows();
  UnitTable table;
  table.mean = codes.codes.mean(1, /*keepdim=*/false, at::kDouble);
  table.smallest = codes.codes.amin(1).to(at::kDouble);
  table.largest = codes.codes.amax(1).to(at::kDouble);
  table.dead = train::find_dead(codes.rule.activation, table.smallest, table.largest);
  table.rate = at::empty({units}, at::kDouble);
  table.class_shares = at::empty({units, classes.count}, at::kDouble);
  constexpr std::int64_t kBytesPerCode = 16;
  base::for_each_chunk(units, kBytesPerCode * rows, [&](std::int64_t start, std::int64_t count) {
    const at::Tensor own = codes.codes.narrow(0, start, count);
    const at::Tensor active = codes.rule.active(own);
    table.rate.narrow(0, start, count).copy_(active.sum(1).to(at::kDouble) / rows);
    if (!classes.labels.defined()) return;
    const at::Tensor found = count_classes(own, classes, rest.narrow(0, start, count));
    table.class_shares.narrow(0, start, count).copy_(found / found.sum(1, /*keepdim=*/true));
  });
  return table;
}

at::Tensor area_under_roc(const UnitCodes& codes, const at::Tensor& labels, std::int64_t a,
                          std::int64_t b) {
  const at::Tensor rows_a = at::nonzero(labels == a).flatten();
  const at::Tensor rows_b = at::nonzero(labels == b).flatten();
  const auto count_a = static_cast<double>(rows_a.size(0));
  const auto count_b = static_cast<double>(rows_b.size(0));
  at::Tensor areas =
      at::full({codes.units()}, std::numeric_limits<double>::quiet_NaN(), at::kDouble);
  if (count_a == 0 || count_b == 0) return areas;
  for (std::int64_t unit = 0; unit < codes.units(); ++unit) {
    const at::Tensor own = codes.codes[unit];
    const double ranks =
        sum_of_ranks(sorted(own.index_select(0, rows_a)), sorted(own.index_select(0, rows_b)));
    areas[unit] = (ranks - count_a * (count_a + 1) / 2) / (count_a * count_b);
  }
  return areas;
}

}  // namespace sae::analysis
