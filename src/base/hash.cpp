// SPDX-License-Identifier: MIT
// The CRC-32, computed by zlib.
#include "sae/base/hash.h"

#include <zlib.h>

namespace sae::base {

std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t start) {
  // zlib takes a null pointer, which an empty span may hold, as the order to start anew.
  if (bytes.empty()) return start;
  return static_cast<std::uint32_t>(::crc32_z(start, bytes.data(), bytes.size()));
}

}  // namespace sae::base
