// SPDX-License-Identifier: MIT
// CRC-32, computed by zlib.
#include "base/hash.h"

#include <zlib.h>

#include <array>
#include <cstdio>

namespace sae::base {

std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t start) {
  // zlib treats a null pointer, which an empty span may contain, as a request to start over.
  if (bytes.empty()) return start;
  return static_cast<std::uint32_t>(::crc32_z(start, bytes.data(), bytes.size()));
}

std::string checksum_text(std::uint32_t checksum) {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", checksum);
  return text.data();
}

}  // namespace sae::base
