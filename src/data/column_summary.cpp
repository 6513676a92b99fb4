// SPDX-License-Identifier: MIT
// What the columns of rows contain.
#include "data/column_summary.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/zeros.h>

#include <limits>

#include "base/chunks.h"

namespace sae::data {

ColumnSummary summarize_columns(const at::Tensor& rows) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const std::int64_t width = rows.size(1);
  ColumnSummary summary{at::full({width}, kInfinity, at::kDouble),
                        at::full({width}, -kInfinity, at::kDouble), at::zeros({width}, at::kDouble),
                        at::zeros({width}, at::kLong)};
  constexpr std::int64_t kCopies = 3;
  const auto bytes = static_cast<std::int64_t>(sizeof(double)) * width;
  base::for_each_chunk(rows.size(0), kCopies * bytes, [&](std::int64_t start, std::int64_t count) {
    const at::Tensor values = rows.narrow(0, start, count).to(at::kDouble);
    const at::Tensor missing = at::isnan(values);
    summary.missing += missing.sum(0);
    summary.mean += values.masked_fill(missing, 0).sum(0);
    summary.low = at::minimum(summary.low, values.masked_fill(missing, kInfinity).amin(0));
    summary.high = at::maximum(summary.high, values.masked_fill(missing, -kInfinity).amax(0));
  });
  const at::Tensor present = rows.size(0) - summary.missing;
  summary.mean /= present;
  summary.low.masked_fill_(present == 0, kNone);
  summary.high.masked_fill_(present == 0, kNone);
  return summary;
}

}  // namespace sae::data
