// SPDX-License-Identifier: MIT
// Fills in missing values.
#include "data/fill.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/where.h>

#include "base/error.h"
#include "base/text.h"
#include "data/column_summary.h"
#include "format/column_choice.h"

namespace sae::data {
namespace {

[[noreturn]] void fail_empty(std::int64_t feature, const TableEncoding& encoding) {
  const std::vector<std::string> names = encoding.feature_names();
  const auto place = static_cast<std::size_t>(feature);
  const std::string column = names.empty() ? std::to_string(feature) : names[place % names.size()];
  throw Error(ErrorKind::kData,
              "column " + (names.empty() ? column + " (from 0)" : base::quote(column)) +
                  ": expected a value to compute the mean, found none in the training rows",
              format::leave_out_hint(column));
}

}  // namespace

at::Tensor fit_fill(const at::Tensor& rows, const TableEncoding& encoding) {
  const ColumnSummary summary = summarize_columns(rows);
  at::Tensor empty = summary.missing == rows.size(0);
  at::Tensor fill = summary.mean.clamp(summary.low, summary.high);
  const at::Tensor categories = encoding.category_mask(rows.size(1));
  if (categories.defined()) {
    empty = empty.logical_and(categories.logical_not());
    fill.masked_fill_(categories, 0);
  }
  if (empty.any().item<bool>()) fail_empty(at::nonzero(empty)[0].item<std::int64_t>(), encoding);
  return fill;
}

at::Tensor fill_missing(const at::Tensor& rows, const at::Tensor& fill) {
  const at::Tensor missing = at::isnan(rows);
  if (!missing.any().item<bool>()) return rows;
  return at::where(missing, fill.to(rows.options()), rows);
}

}  // namespace sae::data
