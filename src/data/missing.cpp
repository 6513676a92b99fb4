// SPDX-License-Identifier: MIT
// Missing values: features that are nan.
#include "data/missing.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/isinf.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/nonzero.h>

#include <cmath>
#include <vector>

#include "base/chunks.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "format/table.h"

namespace sae::data {
namespace {

bool may_be_infinite(const Dataset& dataset) {
  return dataset.features.defined() && dataset.features.is_floating_point();
}

/// Calls `visit(start, rows)` for consecutive parts of the features.
template <class Visit>
void for_each_part(const Dataset& dataset, const Visit& visit) {
  const auto value_bytes = static_cast<std::int64_t>(dataset.features.element_size());
  base::for_each_chunk(dataset.rows(), 2 * dataset.width() * value_bytes,
                       [&](std::int64_t start, std::int64_t count) {
                         visit(start, dataset.features.narrow(0, start, count));
                       });
}

/// Throws for the first value at which `wrong` is true. wrong [N, D]; rows: of the data set, from
/// row `start`.
void refuse_first(const at::Tensor& wrong, const at::Tensor& rows, const Dataset& dataset,
                  std::int64_t start, const std::string& place, const std::string& hint) {
  if (!wrong.any().item<bool>()) return;
  const at::Tensor first = at::nonzero(wrong)[0];
  const auto row = first[0].item<std::int64_t>(), column = first[1].item<std::int64_t>();
  const auto value = rows[row][column].item<double>();
  const auto id = ids_of(dataset)[start + row].item<std::int64_t>();
  throw Error(ErrorKind::kData,
              place + ": row " + std::to_string(id) + ", column " + std::to_string(column) +
                  " (from 0): expected finite numbers, found " + base::format_number(value),
              std::isnan(value) ? hint : "");
}

void drop_rows(Dataset& dataset, const std::string& place) {
  std::vector<at::Tensor> complete;
  for_each_part(dataset, [&](std::int64_t start, const at::Tensor& rows) {
    complete.push_back(at::nonzero(at::isnan(rows).any(1).logical_not()).flatten() + start);
  });
  const at::Tensor kept = at::cat(complete);
  const std::int64_t rows = dataset.rows();
  if (kept.size(0) == rows) return;
  if (kept.size(0) == 0) {
    throw Error(ErrorKind::kData, place + ": expected a row without missing values, found none",
                format::kMissingHint);
  }
  dataset = take_rows(dataset, kept);
  dataset.file_rows = rows;
  base::log_info("data    " + base::format_count(rows - kept.size(0)) + " of " +
                 base::format_count(rows) + " rows left out, because values are missing");
}

}  // namespace

void expect_finite(const Dataset& dataset, const std::string& place, const std::string& hint) {
  if (!may_be_infinite(dataset)) return;
  for_each_part(dataset, [&](std::int64_t start, const at::Tensor& rows) {
    refuse_first(at::isfinite(rows).logical_not(), rows, dataset, start, place, hint);
  });
}

void apply_missing(Dataset& dataset, config::Missing missing, const std::string& place) {
  if (missing == config::Missing::kError) return expect_finite(dataset, place);
  if (!may_be_infinite(dataset)) return;
  for_each_part(dataset, [&](std::int64_t start, const at::Tensor& rows) {
    refuse_first(at::isinf(rows), rows, dataset, start, place, "");
  });
  if (missing == config::Missing::kDrop) drop_rows(dataset, place);
}

}  // namespace sae::data
