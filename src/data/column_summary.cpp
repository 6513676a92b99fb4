// SPDX-License-Identifier: MIT
// What the columns of rows contain.
#include "data/column_summary.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace sae::data {
namespace {

/// One pass over the rows, with all columns side by side: ATen's reductions over the first of two
/// sizes take ten times as long if the second one is small.
class Totals {
 public:
  explicit Totals(std::int64_t width)
      : width_(width),
        summary_{filled(kInfinity), filled(-kInfinity), filled(0), at::zeros({width}, at::kLong)},
        sum_(static_cast<std::size_t>(width)) {}

  template <class Value>
  void add(const at::Tensor& rows) {
    const Value* values = rows.const_data_ptr<Value>();
    for (std::int64_t start = 0; start < rows.size(0); start += kBlockRows) {
      const std::int64_t count = std::min(kBlockRows, rows.size(0) - start);
      add_block(values + start * width_, count);
    }
  }

  ColumnSummary finish(std::int64_t rows) {
    const at::Tensor present = rows - summary_.missing;
    summary_.mean /= present;
    summary_.low.masked_fill_(present == 0, kNone);
    summary_.high.masked_fill_(present == 0, kNone);
    return std::move(summary_);
  }

 private:
  static constexpr double kInfinity = std::numeric_limits<double>::infinity();
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  // The sum of a block loses less to rounding than one sum over millions of rows.
  static constexpr std::int64_t kBlockRows = 1024;

  at::Tensor filled(double value) const { return at::full({width_}, value, at::kDouble); }

  template <class Value>
  void add_block(const Value* row, std::int64_t rows) {
    auto* low = summary_.low.mutable_data_ptr<double>();
    auto* high = summary_.high.mutable_data_ptr<double>();
    auto* mean = summary_.mean.mutable_data_ptr<double>();
    auto* missing = summary_.missing.mutable_data_ptr<std::int64_t>();
    std::ranges::fill(sum_, 0);
    for (std::int64_t i = 0; i < rows; ++i, row += width_) {
      for (std::int64_t j = 0; j < width_; ++j) {
        const auto value = static_cast<double>(row[j]);
        const bool is_missing = value != value;
        missing[j] += is_missing ? 1 : 0;
        sum_[static_cast<std::size_t>(j)] += is_missing ? 0 : value;
        low[j] = value < low[j] ? value : low[j];
        high[j] = value > high[j] ? value : high[j];
      }
    }
    for (std::int64_t j = 0; j < width_; ++j) mean[j] += sum_[static_cast<std::size_t>(j)];
  }

  std::int64_t width_;
  ColumnSummary summary_;  // the mean is still a sum
  std::vector<double> sum_;
};

}  // namespace

ColumnSummary summarize_columns(const at::Tensor& rows) {
  Totals totals(rows.size(1));
  const at::Tensor values = rows.contiguous();
  if (values.scalar_type() == at::kByte) {
    totals.add<std::uint8_t>(values);
  } else if (values.scalar_type() == at::kFloat) {
    totals.add<float>(values);
  } else {
    totals.add<double>(values.to(at::kDouble));
  }
  return totals.finish(rows.size(0));
}

}  // namespace sae::data
