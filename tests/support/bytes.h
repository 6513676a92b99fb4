// SPDX-License-Identifier: MIT
// Bytes for tests of file formats.
#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace sae::test {

/// Decodes hexadecimal digits; spaces are ignored.
inline std::string from_hex(std::string_view digits) {
  std::string bytes, pair;
  for (const char digit : digits) {
    if (digit != ' ') pair += digit;
    if (pair.size() < 2) continue;
    bytes += static_cast<char>(std::stoi(pair, nullptr, 16));
    pair.clear();
  }
  return bytes;
}

/// The content as one gzip member.
inline std::string gzipped(std::string content) {
  z_stream deflater{};
  // 15: largest window; 16: gzip header.
  if (::deflateInit2(&deflater, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2 failed");
  }
  std::string file(::deflateBound(&deflater, content.size()), '\0');
  deflater.next_in = reinterpret_cast<Bytef*>(content.data());
  deflater.avail_in = static_cast<unsigned>(content.size());
  deflater.next_out = reinterpret_cast<Bytef*>(file.data());
  deflater.avail_out = static_cast<unsigned>(file.size());
  ::deflate(&deflater, Z_FINISH);
  file.resize(deflater.total_out);
  ::deflateEnd(&deflater);
  return file;
}

}  // namespace sae::test
