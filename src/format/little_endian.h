// SPDX-License-Identifier: MIT
// Little-endian numbers in bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sae::format {

/// The unsigned number of `size` bytes, 0 to 8, at position `at`; they must lie within `bytes`.
inline std::uint64_t read_little_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = size; i-- > 0;) {
    number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return number;
}

/// Appends the lowest `size` bytes, 0 to 8, of a number.
inline void append_little_endian(std::string& bytes, std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i));
}

}  // namespace sae::format
