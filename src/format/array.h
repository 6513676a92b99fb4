// SPDX-License-Identifier: MIT
// Arrays of numbers in files: number types and reading in any byte order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "format/gzip.h"

namespace sae::format {

/// Number types, by NumPy's names.
enum class NumberType {
  kBool,
  kInt8,
  kUint8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kInt64,
  kUint64,
  kFloat16,
  kFloat32,
  kFloat64,
};

/// The size of one number, 1 to 8 bytes.
std::size_t number_bytes(NumberType type);

/// Largest value of an integer type, 1 for bool; 0 for floating-point types.
double largest_number(NumberType type);

enum class ByteOrder { kLittle, kBig };
enum class Layout {
  kRowMajor,
  kColumnMajor,  ///< First index changes fastest (Fortran).
};

/// Type, shape and memory layout from an array file's header.
struct ArrayHeader {
  NumberType type = NumberType::kUint8;
  std::vector<std::int64_t> shape;  ///< At least one size, each at least 1.
  ByteOrder byte_order = ByteOrder::kLittle;
  Layout layout = Layout::kRowMajor;
};

/// Reads the values after an array file's header. Movable.
class ArrayReader {
 public:
  /// `source` must be positioned at the first value. `name` is the file name for messages. Throws
  /// sae::Error (kData) if a size is below 1 or the file cannot contain that many values.
  ArrayReader(std::string name, ByteSource source, ArrayHeader header);

  const std::string& name() const noexcept { return name_; }
  const ArrayHeader& header() const noexcept { return header_; }

  /// Number of values, the product of the shape.
  std::int64_t count() const noexcept { return count_; }

  /// Reads all values, in file order, into `target` of size count(). Call it only once.
  /// Value: uint8_t for kUint8; float for 1-byte and 2-byte types and kFloat32; double or int64_t
  /// for any type. Throws sae::Error (kData) if the file is too short or too long. Throws it with
  /// row and column for an integer beyond 2^53, a bool other than 0 and 1, and, for int64_t, a
  /// value that is not whole.
  template <class Value>
  void read(std::span<Value> target);

  /// Reads the next values instead of all, in the same way: at most as many as are left. With the
  /// last value, the file must end.
  template <class Value>
  void read_next(std::span<Value> target);

  /// Computes no checksum from now on, which makes reading faster.
  void skip_checksum() noexcept { has_checksum_ = false; }
  /// CRC-32 of the value bytes read so far.
  std::uint32_t checksum() const noexcept { return checksum_; }

 private:
  template <class Value, class Number>
  void read_as(std::span<Value> target);
  void read_bytes(std::span<std::uint8_t> target);
  [[noreturn]] void fail(const std::string& expected, const std::string& found) const;
  [[noreturn]] void fail_number(std::size_t index, const std::string& expected,
                                const std::string& found) const;

  std::string name_;
  ByteSource source_;
  ArrayHeader header_;
  std::int64_t count_ = 0;
  std::int64_t values_read_ = 0;
  std::uint64_t bytes_read_ = 0;
  bool has_checksum_ = true;
  std::uint32_t checksum_ = 0;
};

extern template void ArrayReader::read(std::span<std::uint8_t>);
extern template void ArrayReader::read(std::span<float>);
extern template void ArrayReader::read(std::span<double>);
extern template void ArrayReader::read(std::span<std::int64_t>);
extern template void ArrayReader::read_next(std::span<std::uint8_t>);
extern template void ArrayReader::read_next(std::span<float>);
extern template void ArrayReader::read_next(std::span<double>);
extern template void ArrayReader::read_next(std::span<std::int64_t>);

/// Position of a value in an array seen as rows, both from 0. The row is its first index; the
/// column is its row-major position among the values of that row.
struct RowAndColumn {
  std::int64_t row = 0;
  std::int64_t column = 0;
};
RowAndColumn find_place(const ArrayHeader& header, std::int64_t index);

}  // namespace sae::format
