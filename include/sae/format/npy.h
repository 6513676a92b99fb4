// SPDX-License-Identifier: MIT
// NumPy's format of one array
// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sae/format/file.h"

namespace sae::format {

/// The types of values, by NumPy's names.
enum class NpyType {
  kUint8,
  kFloat32,
  kFloat64,
  kInt64,  ///< Only written, for labels; the reader refuses it.
};

/// The size of one value, 1 to 8 bytes.
std::size_t npy_value_bytes(NpyType type);

/// An array in memory that another object owns.
struct NpyArray {
  NpyType type = NpyType::kUint8;
  std::vector<std::int64_t> shape;    ///< 1 to 8 sizes, each at least 1.
  std::span<const std::byte> values;  ///< Row-major, little-endian; perhaps at odd addresses.
};

/// Finds the array in the bytes of a whole file of format version 1.0, 2.0 or 3.0; `values` points
/// into them. `name` is the file's name for messages. Throws sae::Error (kData) on other content, a
/// malformed header, a type that is not uint8, float32 or float64 in little-endian order, Fortran
/// order, a shape that NpyArray does not have, and on fewer or more bytes than it asks for. Takes
/// next to no memory, and time for the header alone.
NpyArray parse_npy(std::string_view bytes, const std::string& name);

/// A file and the array in it, read from the disk where it is looked at. See MappedFile for what
/// happens when the file is changed meanwhile. Movable.
class NpyFile {
 public:
  /// Throws sae::Error (kData) where MappedFile and parse_npy do.
  explicit NpyFile(const std::filesystem::path& path);

  NpyType type() const noexcept { return array_.type; }
  const std::vector<std::int64_t>& shape() const noexcept { return array_.shape; }

  /// The values as NpyArray has them; valid as long as this object or the one it was moved to.
  std::span<const std::byte> values() const noexcept { return array_.values; }

 private:
  MappedFile file_;
  NpyArray array_;
};

/// All that stands before the values in a file of version 1.0, byte for byte as NumPy 2 writes it:
/// its length is a multiple of 64. Throws sae::Error (kInternal) on a shape that NpyArray does not
/// have.
std::string npy_header(NpyType type, const std::vector<std::int64_t>& shape);

/// The array as a whole file. Throws sae::Error (kInternal) on a shape that NpyArray does not have
/// or that does not match the number of bytes.
std::string npy_bytes(const NpyArray& array);

}  // namespace sae::format
