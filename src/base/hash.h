// SPDX-License-Identifier: MIT
// CRC-32 checksums.
#pragma once

#include <cstdint>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>

namespace sae::base {

/// CRC-32 of gzip and PNG (polynomial 0xEDB88320) over `bytes`. To continue, pass the earlier
/// checksum as `start`: crc32(b, crc32(a)) is the checksum of a followed by b.
std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t start = 0);

/// Like crc32, over the bytes of a text or of a contiguous range of numbers.
template <std::ranges::contiguous_range Range>
requires std::is_arithmetic_v<std::ranges::range_value_t<Range>> std::uint32_t crc32_of(
    const Range& range, std::uint32_t start = 0) {
  const auto bytes = std::as_bytes(std::span(range));
  return crc32({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, start);
}

/// The checksum as eight hexadecimal digits.
std::string checksum_text(std::uint32_t checksum);

}  // namespace sae::base
