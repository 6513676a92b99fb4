// SPDX-License-Identifier: MIT
// Checked arithmetic on shapes from untrusted files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sae::format {

/// Number of values in an array of this shape, 1 for an empty shape; nullopt if a size is negative
/// or the product does not fit in 64 bits.
inline std::optional<std::int64_t> count_values(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || __builtin_mul_overflow(count, size, &count)) return std::nullopt;
  }
  return count;
}

/// The shape for messages: "60000 x 28 x 28". Shows at most eight sizes, then their number: "1 x 1
/// x 1 x 1 x 1 x 1 x 1 x 1 x ... (255 sizes)".
inline std::string shape_text(const std::vector<std::int64_t>& shape) {
  constexpr std::size_t kMostSizesShown = 8;
  std::string text;
  for (std::size_t i = 0; i < shape.size() && i < kMostSizesShown; ++i) {
    if (i > 0) text += " x ";
    text += std::to_string(shape[i]);
  }
  if (shape.size() <= kMostSizesShown) return text;
  return text + " x ... (" + std::to_string(shape.size()) + " sizes)";
}

}  // namespace sae::format
