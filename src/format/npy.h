// SPDX-License-Identifier: MIT
// NumPy's format of one array
// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "format/array.h"
#include "format/gzip.h"
#include "format/text_array.h"

namespace sae::format {

using NpyReader = std::variant<ArrayReader, TextReader>;

/// Reads the header of a file of version 1.0, 2.0 or 3.0: of an array of numbers (bool, integers
/// and floating point of 1 to 8 bytes, in either byte order), or of texts ('S', 'U'). `name` is the
/// file's name for messages. Throws sae::Error (kData) on other content, a malformed header,
/// another type, a single value, and where the readers' constructors do.
NpyReader open_npy(ByteSource source, const std::string& name);

/// The same, of numbers alone: texts are refused.
ArrayReader open_npy_numbers(ByteSource source, const std::string& name);

/// An array to write, which another object owns.
struct NpyArray {
  NumberType type = NumberType::kUint8;
  std::vector<std::int64_t> shape;    ///< 1 to 64 sizes, each at least 1.
  std::span<const std::byte> values;  ///< Row-major, little-endian.
};

/// All that stands before the values in a file of version 1.0, byte for byte as NumPy 2 writes it:
/// its length is a multiple of 64. Throws sae::Error (kInternal) on a shape that NpyArray does not
/// have.
std::string npy_header(NumberType type, const std::vector<std::int64_t>& shape);

/// The array as a whole file. Throws sae::Error (kInternal) on a shape that NpyArray does not have
/// or that does not match the number of bytes.
std::string npy_bytes(const NpyArray& array);

}  // namespace sae::format
