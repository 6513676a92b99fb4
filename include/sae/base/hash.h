// SPDX-License-Identifier: MIT
// A checksum that tells whether two pieces of data are the same.
#pragma once

#include <cstdint>
#include <span>

namespace sae::base {

/// The CRC-32 of gzip and PNG (polynomial 0xEDB88320) over `bytes`. Pass the result for earlier
/// bytes as `start` to go on: crc32(b, crc32(a)) is the checksum of a followed by b.
std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t start = 0);

}  // namespace sae::base
