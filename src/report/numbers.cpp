// SPDX-License-Identifier: MIT
// Tensors as JSON, with few digits.
#include "report/numbers.h"

#include <array>
#include <charconv>
#include <cmath>

#include "data/values.h"

namespace sae::report {

using format::Json;

Json short_number(double value) {
  constexpr int kDigits = 5;
  if (!std::isfinite(value)) return nullptr;
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::general, kDigits);
  double rounded = 0;
  std::from_chars(text.data(), end.ptr, rounded);
  constexpr double kLargestWhole = 1e15;
  if (rounded == std::trunc(rounded) && std::abs(rounded) < kLargestWhole) {
    return static_cast<std::int64_t>(rounded);
  }
  return rounded;
}

Json short_numbers(const at::Tensor& values) {
  Json list = Json::array();
  for (const double value : data::to_vector<double>(values.to(at::kDouble))) {
    list.push_back(short_number(value));
  }
  return list;
}

Json nested_numbers(const at::Tensor& values) {
  Json list = Json::array();
  for (std::int64_t i = 0; i < values.size(0); ++i) list.push_back(short_numbers(values[i]));
  return list;
}

Json nested_integers(const at::Tensor& values) {
  Json list = Json::array();
  for (std::int64_t i = 0; i < values.size(0); ++i) {
    list.push_back(data::to_vector<std::int64_t>(values[i]));
  }
  return list;
}

}  // namespace sae::report
