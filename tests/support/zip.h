// SPDX-License-Identifier: MIT
// Archives for the tests of .npz files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace sae::test {

/// A number as `size` bytes, little-endian.
inline std::string little_endian(std::uint64_t number, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i));
  return bytes;
}

/// A zip file with these members (name and content), stored uncompressed.
inline std::string stored_zip(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string file, directory;
  for (const auto& [name, content] : members) {
    const std::uint32_t crc =
        base::crc32({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
    const std::string facts = std::string(4, '\0') + little_endian(0x210000, 4) +
                              little_endian(crc, 4) + little_endian(content.size(), 4) +
                              little_endian(content.size(), 4) + little_endian(name.size(), 2);
    directory += "PK\1\2" + little_endian(20, 2) + little_endian(20, 2) + facts +
                 std::string(12, '\0') + little_endian(file.size(), 4) + name;
    file += "PK\3\4" + little_endian(20, 2) + facts + std::string(2, '\0') + name + content;
  }
  const std::string count = little_endian(members.size(), 2);
  return file + directory + "PK\5\6" + std::string(4, '\0') + count + count +
         little_endian(directory.size(), 4) + little_endian(file.size(), 4) + std::string(2, '\0');
}

}  // namespace sae::test
