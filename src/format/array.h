// SPDX-License-Identifier: MIT
// Arrays of numbers in files: their types, and reading them in any byte order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "format/gzip.h"

namespace sae::format {

/// The types of numbers in files, by NumPy's names.
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

/// The largest value of an integer type, 1 of bool; 0 for floating-point types.
double largest_number(NumberType type);

enum class ByteOrder { kLittle, kBig };
enum class Layout {
  kRowMajor,
  kColumnMajor,  ///< the first index changes fastest (Fortran)
};

/// What a file says about its array.
struct ArrayHeader {
  NumberType type = NumberType::kUint8;
  std::vector<std::int64_t> shape;  ///< At least one size, each at least 1.
  ByteOrder byte_order = ByteOrder::kLittle;
  Layout layout = Layout::kRowMajor;
};

/// The numbers behind the header of a file. Movable.
class ArrayReader {
 public:
  /// `source` has been read up to the first number. `name` is the file's name for messages. Throws
  /// sae::Error (kData) on sizes below 1 and on more numbers than the file can hold.
  ArrayReader(std::string name, ByteSource source, ArrayHeader header);

  const std::string& name() const noexcept { return name_; }
  const ArrayHeader& header() const noexcept { return header_; }

  /// The number of numbers.
  std::int64_t count() const noexcept { return count_; }

  /// Reads all numbers, as the file orders them, into as many values: once. Value: uint8_t for
  /// kUint8; float for types of 1 or 2 bytes and kFloat32; double or int64_t for any. Throws
  /// sae::Error (kData) where the file ends early or has more bytes, and with row and column on an
  /// integer beyond 2^53, a bool that is neither 0 nor 1, and, for int64_t, a number that is not
  /// whole.
  template <class Value>
  void read(std::span<Value> target);

  /// The CRC-32 of the bytes of the numbers, after `read`.
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
  std::uint64_t bytes_read_ = 0;
  std::uint32_t checksum_ = 0;
};

extern template void ArrayReader::read(std::span<std::uint8_t>);
extern template void ArrayReader::read(std::span<float>);
extern template void ArrayReader::read(std::span<double>);
extern template void ArrayReader::read(std::span<std::int64_t>);

/// The place of a number in an array that is seen as rows: its first index, and the number's place
/// among the others of that index in row-major order. Both from 0.
struct RowAndColumn {
  std::int64_t row = 0;
  std::int64_t column = 0;
};
RowAndColumn find_place(const ArrayHeader& header, std::int64_t index);

}  // namespace sae::format
