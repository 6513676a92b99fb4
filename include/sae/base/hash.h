// SPDX-License-Identifier: MIT
// A checksum that tells whether two pieces of data are the same.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace sae::base {

/// The CRC-32 of gzip and PNG (polynomial 0xEDB88320) over `bytes`. Pass the result for earlier
/// bytes as `start` to go on: crc32(b, crc32(a)) is the checksum of a followed by b.
std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t start = 0);

/// The checksum as eight hexadecimal digits.
std::string checksum_text(std::uint32_t checksum);

}  // namespace sae::base
