// SPDX-License-Identifier: MIT
// MATLAB 5 files for tests.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace sae::test {

/// Four bytes, little-endian or big-endian.
inline std::string mat_word(std::uint32_t word, bool big = false) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift);
  if (big) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

/// A data element with a tag of 8 bytes, padded to a multiple of 8.
inline std::string mat_data(std::uint32_t type, const std::string& data, bool big = false) {
  return mat_word(type, big) + mat_word(static_cast<std::uint32_t>(data.size()), big) + data +
         std::string((8 - data.size() % 8) % 8, '\0');
}

/// A variable. The flags are its class and 0x200 for logical, 0x800 for complex.
struct MatParts {
  std::string name = "X";
  std::uint32_t flags = 6;
  std::vector<std::uint32_t> shape = {2, 2};
  std::string values;  ///< The data elements after the name.
};

/// The miMATRIX element of a variable.
inline std::string mat_variable(const MatParts& parts, bool big = false) {
  std::string sizes;
  for (const std::uint32_t size : parts.shape) sizes += mat_word(size, big);
  return mat_data(14,
                  mat_data(6, mat_word(parts.flags, big) + mat_word(0, big), big) +
                      mat_data(5, sizes, big) + mat_data(1, parts.name, big) + parts.values,
                  big);
}

/// The elements as one miCOMPRESSED element.
inline std::string mat_compressed(const std::string& elements, bool big = false) {
  uLongf size = ::compressBound(elements.size());
  std::string packed(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(elements.data()), elements.size());
  packed.resize(size);
  return mat_word(15, big) + mat_word(static_cast<std::uint32_t>(size), big) + packed;
}

/// A file with these elements.
inline std::string mat_file(const std::string& elements, bool big = false) {
  std::string header = "MATLAB 5.0 MAT-file, by hand";
  header.resize(124, ' ');
  header += big ? std::string("\1\0MI", 4) : std::string("\0\1IM", 4);
  return header + elements;
}

}  // namespace sae::test
