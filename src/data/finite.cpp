// SPDX-License-Identifier: MIT
// Checks that all features are finite.
#include "data/finite.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/nonzero.h>

#include "base/chunks.h"
#include "base/error.h"
#include "base/text.h"

namespace sae::data {

void expect_finite(const Dataset& dataset, const std::string& place) {
  const at::Tensor& features = dataset.features;
  if (!features.defined() || !features.is_floating_point()) return;
  const auto value_bytes = static_cast<std::int64_t>(features.element_size());
  base::for_each_chunk(
      dataset.rows(), 2 * dataset.width() * value_bytes,
      [&](std::int64_t start, std::int64_t count) {
        const at::Tensor rows = features.narrow(0, start, count);
        const at::Tensor finite = at::isfinite(rows);
        if (finite.all().item<bool>()) return;
        const at::Tensor first = at::nonzero(finite.logical_not())[0];
        const auto row = first[0].item<std::int64_t>(), column = first[1].item<std::int64_t>();
        throw Error(ErrorKind::kData, place + ": row " + std::to_string(start + row) + ", column " +
                                          std::to_string(column) +
                                          " (from 0): expected finite numbers, found " +
                                          base::format_number(rows[row][column].item<double>()));
      });
}

}  // namespace sae::data
