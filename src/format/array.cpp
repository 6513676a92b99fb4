// SPDX-License-Identifier: MIT
// Decodes numbers of any type and byte order while reading.
#include "format/array.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "format/shape.h"

namespace sae::format {
namespace {

static_assert(std::endian::native == std::endian::little);

// Doubles represent every integer up to this one exactly.
constexpr std::int64_t kLargestExact = std::int64_t{1} << 53;

// IEEE 754 binary16 bits, as stored.
struct Half {
  std::uint16_t bits;
};

// A bool as stored: a byte that must be 0 or 1.
struct Truth {
  std::uint8_t byte;
};

// 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits.
float to_float(Half half) {
  const int exponent = half.bits >> 10 & 0x1f, fraction = half.bits & 0x3ff;
  const float sign = (half.bits & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0x1f) {
    return fraction == 0 ? sign * std::numeric_limits<float>::infinity()
                         : std::numeric_limits<float>::quiet_NaN();
  }
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  return sign * std::ldexp(static_cast<float>(fraction | 0x400), exponent - 25);
}

template <class Number>
auto plain(Number number) {
  if constexpr (std::is_same_v<Number, Half>) {
    return to_float(number);
  } else if constexpr (std::is_same_v<Number, Truth>) {
    return number.byte;
  } else if constexpr (std::is_same_v<Number, std::int8_t>) {
    return int{number};  // print it as a number, not as a character
  } else {
    return number;
  }
}

template <class Number>
Number decode(const std::uint8_t* bytes, ByteOrder order) {
  std::array<std::uint8_t, sizeof(Number)> own;
  std::copy_n(bytes, own.size(), own.begin());
  if (order == ByteOrder::kBig) std::reverse(own.begin(), own.end());
  return std::bit_cast<Number>(own);
}

// Whether Value represents every Number exactly, except integers beyond 2^53.
template <class Value, class Number>
constexpr bool kRepresents = std::is_same_v<Value, double> || std::is_same_v<Value, std::int64_t> ||
                             std::is_same_v<Value, Number> ||
                             (std::is_same_v<Value, float> && sizeof(Number) <= 2);

// The expected value as text if Value cannot represent `number`; nullptr if it can.
template <class Value, class Number>
const char* expected_instead(Number number) {
  using Plain = decltype(plain(number));
  const Plain value = plain(number);
  if constexpr (std::is_same_v<Number, Truth>) {
    if (value > 1) return "False or True (0 or 1)";
  } else if constexpr (std::is_integral_v<Plain> && sizeof(Plain) == sizeof(std::int64_t)) {
    if (std::cmp_greater(value, kLargestExact) || std::cmp_less(value, -kLargestExact)) {
      return "an integer up to 2^53";
    }
  } else if constexpr (std::is_floating_point_v<Plain> && std::is_same_v<Value, std::int64_t>) {
    if (!(std::abs(value) <= static_cast<Plain>(kLargestExact)) || value != std::floor(value)) {
      return "a whole number";
    }
  }
  return nullptr;
}

template <class Number>
std::string number_text(Number number) {
  const auto value = plain(number);
  if constexpr (std::is_integral_v<decltype(value)>) {
    return std::to_string(value);
  } else {
    return base::format_number(static_cast<double>(value));
  }
}

}  // namespace

std::size_t number_bytes(NumberType type) {
  switch (type) {
    case NumberType::kBool:
    case NumberType::kInt8:
    case NumberType::kUint8:
      return 1;
    case NumberType::kInt16:
    case NumberType::kUint16:
    case NumberType::kFloat16:
      return 2;
    case NumberType::kInt32:
    case NumberType::kUint32:
    case NumberType::kFloat32:
      return 4;
    case NumberType::kInt64:
    case NumberType::kUint64:
    case NumberType::kFloat64:
      return 8;
  }
  throw Error(ErrorKind::kInternal, "array: unknown type");
}

double largest_number(NumberType type) {
  switch (type) {
    case NumberType::kBool:
      return 1;
    case NumberType::kInt8:
    case NumberType::kInt16:
    case NumberType::kInt32:
    case NumberType::kInt64:
      return std::ldexp(1.0, static_cast<int>(8 * number_bytes(type)) - 1) - 1;
    case NumberType::kUint8:
    case NumberType::kUint16:
    case NumberType::kUint32:
    case NumberType::kUint64:
      return std::ldexp(1.0, static_cast<int>(8 * number_bytes(type))) - 1;
    case NumberType::kFloat16:
    case NumberType::kFloat32:
    case NumberType::kFloat64:
      return 0;
  }
  throw Error(ErrorKind::kInternal, "array: unknown type");
}

RowAndColumn find_place(const ArrayHeader& header, std::int64_t index) {
  const std::vector<std::int64_t>& shape = header.shape;
  if (header.layout == Layout::kRowMajor) {
    const std::int64_t width = *count_values({shape.begin() + 1, shape.end()});
    return {index / width, index % width};
  }
  RowAndColumn place{index % shape.front(), 0};
  std::int64_t stride = *count_values({shape.begin() + 1, shape.end()});
  index /= shape.front();
  for (std::size_t axis = 1; axis < shape.size(); ++axis) {
    stride /= shape[axis];
    place.column += index % shape[axis] * stride;
    index /= shape[axis];
  }
  return place;
}

ArrayReader::ArrayReader(std::string name, ByteSource source, ArrayHeader header)
    : name_(std::move(name)), source_(std::move(source)), header_(std::move(header)) {
  const std::optional<std::int64_t> count = count_values(header_.shape);
  if (header_.shape.empty()) fail("an array with a first axis of rows", "a single value");
  if (count == 0) fail("sizes of at least 1", shape_text(header_.shape));
  std::int64_t bytes = 0;
  if (!count || __builtin_mul_overflow(*count, number_bytes(header_.type), &bytes)) {
    fail("sizes of at least 1 whose product fits 64 bits", shape_text(header_.shape));
  }
  source_.expect_room(static_cast<std::uint64_t>(bytes), shape_text(header_.shape));
  count_ = *count;
}

void ArrayReader::fail(const std::string& expected, const std::string& found) const {
  throw Error(ErrorKind::kData, name_ + ": expected " + expected + ", found " + found);
}

void ArrayReader::fail_number(std::size_t index, const std::string& expected,
                              const std::string& found) const {
  const RowAndColumn place = find_place(header_, values_read_ + static_cast<std::int64_t>(index));
  throw Error(ErrorKind::kData, name_ + ": row " + std::to_string(place.row) + ", column " +
                                    std::to_string(place.column) + " (from 0): expected " +
                                    expected + ", found " + found);
}

void ArrayReader::read_bytes(std::span<std::uint8_t> target) {
  const std::size_t found = source_.read(target);
  bytes_read_ += found;
  if (found < target.size()) {
    const std::uint64_t all = static_cast<std::uint64_t>(count_) * number_bytes(header_.type);
    fail(std::to_string(all) + " bytes of values",
         std::to_string(bytes_read_) + " (file truncated?)");
  }
  if (has_checksum_) checksum_ = base::crc32(target, checksum_);
}

template <class Value, class Number>
void ArrayReader::read_as(std::span<Value> target) {
  if constexpr (!kRepresents<Value, Number>) {
    throw Error(ErrorKind::kInternal, "array: the target type cannot represent these values");
  } else {
    if constexpr (std::is_same_v<Value, Number> && !std::is_same_v<Value, std::int64_t>) {
      if (header_.byte_order == ByteOrder::kLittle) {
        return read_bytes({reinterpret_cast<std::uint8_t*>(target.data()), target.size_bytes()});
      }
    }
    constexpr std::size_t kNumbersAtOnce = 8192;
    std::vector<std::uint8_t> buffer(std::min(kNumbersAtOnce, target.size()) * sizeof(Number));
    for (std::size_t begin = 0; begin < target.size(); begin += kNumbersAtOnce) {
      const std::size_t count = std::min(kNumbersAtOnce, target.size() - begin);
      read_bytes(std::span(buffer).first(count * sizeof(Number)));
      for (std::size_t i = 0; i < count; ++i) {
        const auto number = decode<Number>(&buffer[i * sizeof(Number)], header_.byte_order);
        const char* expected = expected_instead<Value>(number);
        if (expected != nullptr) fail_number(begin + i, expected, number_text(number));
        target[begin + i] = static_cast<Value>(plain(number));
      }
    }
  }
}

template <class Value>
void ArrayReader::read(std::span<Value> target) {
  if (std::cmp_not_equal(target.size(), count_)) {
    throw Error(ErrorKind::kInternal, "array: expected room for " + std::to_string(count_) +
                                          " values, found " + std::to_string(target.size()));
  }
  read_next(target);
}

template <class Value>
void ArrayReader::read_next(std::span<Value> target) {
  if (std::cmp_greater(target.size(), count_ - values_read_)) {
    throw Error(ErrorKind::kInternal, "array: expected at most the " +
                                          std::to_string(count_ - values_read_) +
                                          " values left, found " + std::to_string(target.size()));
  }
  switch (header_.type) {
    case NumberType::kBool:
      read_as<Value, Truth>(target);
      break;
    case NumberType::kInt8:
      read_as<Value, std::int8_t>(target);
      break;
    case NumberType::kUint8:
      read_as<Value, std::uint8_t>(target);
      break;
    case NumberType::kInt16:
      read_as<Value, std::int16_t>(target);
      break;
    case NumberType::kUint16:
      read_as<Value, std::uint16_t>(target);
      break;
    case NumberType::kInt32:
      read_as<Value, std::int32_t>(target);
      break;
    case NumberType::kUint32:
      read_as<Value, std::uint32_t>(target);
      break;
    case NumberType::kInt64:
      read_as<Value, std::int64_t>(target);
      break;
    case NumberType::kUint64:
      read_as<Value, std::uint64_t>(target);
      break;
    case NumberType::kFloat16:
      read_as<Value, Half>(target);
      break;
    case NumberType::kFloat32:
      read_as<Value, float>(target);
      break;
    case NumberType::kFloat64:
      read_as<Value, double>(target);
      break;
  }
  values_read_ += std::ssize(target);
  if (values_read_ < count_ || source_.at_end()) return;
  fail(std::to_string(static_cast<std::uint64_t>(count_) * number_bytes(header_.type)) +
           " bytes of values",
       "extra bytes after them");
}

template void ArrayReader::read(std::span<std::uint8_t>);
template void ArrayReader::read(std::span<float>);
template void ArrayReader::read(std::span<double>);
template void ArrayReader::read(std::span<std::int64_t>);
template void ArrayReader::read_next(std::span<std::uint8_t>);
template void ArrayReader::read_next(std::span<float>);
template void ArrayReader::read_next(std::span<double>);
template void ArrayReader::read_next(std::span<std::int64_t>);

}  // namespace sae::format
