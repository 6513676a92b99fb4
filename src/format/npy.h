// SPDX-License-Identifier: MIT
// NumPy's file format for one array
// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "format/array.h"
#include "format/gzip.h"
#include "format/text_array.h"

namespace sae::format {

using NpyReader = std::variant<ArrayReader, TextReader>;

/// Reads the header of a file of version 1.0, 2.0 or 3.0. Its array contains numbers (bool,
/// integers and floating point of 1 to 8 bytes, in either byte order) or texts ('S', 'U'). `name`
/// is the file name for messages. Throws sae::Error (kData) on other content, a malformed header,
/// another type, a zero-dimensional array, and as the readers' constructors do.
NpyReader open_npy(ByteSource source, const std::string& name);

/// Like open_npy, for numbers only: texts are an error.
ArrayReader open_npy_numbers(ByteSource source, const std::string& name);

/// An array to write. It does not own its values.
struct NpyArray {
  NumberType type = NumberType::kUint8;
  std::vector<std::int64_t> shape;    ///< 1 to 64 sizes, each at least 1.
  std::span<const std::byte> values;  ///< Row-major, little-endian.
};

/// The file's header (version 1.0), byte for byte as NumPy 2 writes it, including padding: its
/// length is a multiple of 64. Throws sae::Error (kInternal) unless there are 1 to 64 sizes,
/// each at least 0.
std::string npy_header(NumberType type, const std::vector<std::int64_t>& shape);

/// A file with one text of bytes, ASCII, as numpy.save writes numpy.bytes_(text).
std::string npy_text(std::string_view text);

/// The array as a whole file. Throws sae::Error (kInternal) on a shape that NpyArray does not allow
/// or that does not match the number of bytes.
std::string npy_bytes(const NpyArray& array);

}  // namespace sae::format
