// SPDX-License-Identifier: MIT
// Checks that all features are finite.
#include "data/finite.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/nonzero.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace sae::data {
namespace {

/// Values checked at once, so that they stay in the cache.
constexpr std::int64_t kValuesTogether = std::int64_t{1} << 17;

}  // namespace

void expect_finite(const Dataset& dataset, const std::string& place) {
  const at::Tensor& features = dataset.features;
  if (!features.defined() || !features.is_floating_point()) return;
  const std::int64_t count = std::max<std::int64_t>(kValuesTogether / dataset.width(), 1);
  for (std::int64_t start = 0; start < dataset.rows(); start += count) {
    const at::Tensor rows = features.narrow(0, start, std::min(count, dataset.rows() - start));
    const at::Tensor finite = at::isfinite(rows);
    if (finite.all().item<bool>()) continue;
    const at::Tensor first = at::nonzero(finite.logical_not())[0];
    const auto row = first[0].item<std::int64_t>(), column = first[1].item<std::int64_t>();
    throw Error(ErrorKind::kData, place + ": row " + std::to_string(start + row) + ", column " +
                                      std::to_string(column) +
                                      " (from 0): expected finite numbers, found " +
                                      base::format_number(rows[row][column].item<double>()));
  }
}

}  // namespace sae::data
