// SPDX-License-Identifier: MIT
// Small tensors for tests: from lists or from a seed, and comparisons.
#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace sae::test {

/// A float64 matrix from rows of equal length.
inline at::Tensor matrix(const std::vector<std::vector<double>>& rows) {
  std::vector<double> flat;
  for (const auto& row : rows) flat.insert(flat.end(), row.begin(), row.end());
  const auto height = static_cast<std::int64_t>(rows.size());
  return at::tensor(flat, at::kDouble).view({height, -1});
}

/// A float64 vector.
inline at::Tensor vector(const std::vector<double>& values) {
  return at::tensor(values, at::kDouble);
}

/// An int64 vector.
inline at::Tensor integer_vector(const std::vector<std::int64_t>& values) {
  return at::tensor(values);
}

/// A float64 scalar.
inline at::Tensor scalar(double value) { return vector({value}).squeeze(); }

/// A float64 tensor of independent values uniform in [low, high); reproducible by seed.
inline at::Tensor uniform(at::IntArrayRef shape, std::uint64_t seed, double low = 0,
                          double high = 1) {
  return at::empty(shape, at::kDouble).uniform_(low, high, at::detail::createCPUGenerator(seed));
}

/// All values in row-major order, as float64.
inline std::vector<double> values(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().to(at::kDouble).contiguous();
  const auto* first = flat.const_data_ptr<double>();
  return {first, first + flat.numel()};
}

/// Like `values`, for integers.
inline std::vector<std::int64_t> integers(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kLong).contiguous();
  const auto* first = flat.const_data_ptr<std::int64_t>();
  return {first, first + flat.numel()};
}

/// Largest difference of two tensors of the same shape, divided by the largest value of `expected`
/// (by 1 if that is all zero). Infinite for different shapes, and if a value is nan.
inline double distance(const at::Tensor& found, const at::Tensor& expected) {
  if (found.sizes() != expected.sizes()) return HUGE_VAL;
  const std::vector<double> a = values(found), b = values(expected);
  double largest = 0, apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) return HUGE_VAL;
    largest = std::max(largest, std::abs(b[i]));
    apart = std::max(apart, std::abs(a[i] - b[i]));
  }
  return largest > 0 ? apart / largest : apart;
}

}  // namespace sae::test
