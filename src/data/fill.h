// SPDX-License-Identifier: MIT
// Fills in missing values.
#pragma once

#include <ATen/core/Tensor.h>

#include "data/table_encoding.h"

namespace sae::data {

/// The values for missing ones (nan): the mean of each column of rows [N, D] over its other values,
/// as [D] float64, which lies within their range, so that a constant column stays constant; 0 for
/// features that stand for texts. Rows may be windows of the encoding's features. Throws kData if
/// all values of a column are missing.
at::Tensor fit_fill(const at::Tensor& rows, const TableEncoding& encoding);

/// rows [N, D] with `fill` [D] in place of missing values.
at::Tensor fill_missing(const at::Tensor& rows, const at::Tensor& fill);

}  // namespace sae::data
