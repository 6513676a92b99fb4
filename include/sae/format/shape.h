// SPDX-License-Identifier: MIT
// Arithmetic on shapes that come from files and cannot be trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sae::format {

/// The number of values in an array of this shape, 1 for an empty shape; nullopt when a size is
/// negative or the product does not fit 64 bits.
inline std::optional<std::int64_t> count_values(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || __builtin_mul_overflow(count, size, &count)) return std::nullopt;
  }
  return count;
}

/// The shape for messages: "60000 x 28 x 28".
inline std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t size : shape) {
    if (!text.empty()) text += " x ";
    text += std::to_string(size);
  }
  return text;
}

}  // namespace sae::format
