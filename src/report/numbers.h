// SPDX-License-Identifier: MIT
// Tensors as JSON, with few digits.
#pragma once

#include <ATen/core/Tensor.h>

#include "format/json.h"

namespace sae::report {

/// The number with five significant digits; null for nan and infinity.
format::Json short_number(double value);
/// [M] → a list.
format::Json short_numbers(const at::Tensor& values);
/// [M, K] → a list of lists.
format::Json nested_numbers(const at::Tensor& values);
/// [M, K] int64 → a list of lists.
format::Json nested_integers(const at::Tensor& values);

}  // namespace sae::report
