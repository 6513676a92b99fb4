// SPDX-License-Identifier: MIT
// Converts stored numbers to the class of their array.
#include "format/mat_values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace sae::format {
namespace {

template <class Number>
double decode_mat_number(const std::uint8_t* bytes, ByteOrder order) {
  std::array<std::uint8_t, sizeof(Number)> own;
  std::copy_n(bytes, own.size(), own.begin());
  if (order == ByteOrder::kBig) std::reverse(own.begin(), own.end());
  return static_cast<double>(std::bit_cast<Number>(own));
}

// Writes the value, little-endian; false if Number does not contain it. Conversions out of range
// are undefined, so the range is checked first.
template <class Number>
bool encode_mat_number(double value, std::uint8_t* target) {
  if constexpr (std::is_integral_v<Number>) {
    constexpr double kLowest = static_cast<double>(std::numeric_limits<Number>::min());
    const double beyond = std::ldexp(1.0, std::numeric_limits<Number>::digits);
    if (!(value >= kLowest && value < beyond)) return false;
  } else if (std::abs(value) > static_cast<double>(std::numeric_limits<Number>::max())) {
    if (!std::isinf(value)) return false;
  }
  const auto number = static_cast<Number>(value);
  std::memcpy(target, &number, sizeof number);
  return static_cast<double>(number) == value || std::isnan(value);
}

struct MatConversion {
  MatNumber number;
  double (*decode)(const std::uint8_t*, ByteOrder);
  bool (*encode)(double, std::uint8_t*);
};
template <class Number>
constexpr MatConversion mat_conversion(MatNumber number) {
  return {number, decode_mat_number<Number>, encode_mat_number<Number>};
}
constexpr std::array<MatConversion, 10> kMatNumbers{
    {mat_conversion<double>({NumberType::kFloat64, 6, 9, "double"}),
     mat_conversion<float>({NumberType::kFloat32, 7, 7, "single"}),
     mat_conversion<std::int8_t>({NumberType::kInt8, 8, 1, "int8"}),
     mat_conversion<std::uint8_t>({NumberType::kUint8, 9, 2, "uint8"}),
     mat_conversion<std::int16_t>({NumberType::kInt16, 10, 3, "int16"}),
     mat_conversion<std::uint16_t>({NumberType::kUint16, 11, 4, "uint16"}),
     mat_conversion<std::int32_t>({NumberType::kInt32, 12, 5, "int32"}),
     mat_conversion<std::uint32_t>({NumberType::kUint32, 13, 6, "uint32"}),
     mat_conversion<std::int64_t>({NumberType::kInt64, 14, 12, "int64"}),
     mat_conversion<std::uint64_t>({NumberType::kUint64, 15, 13, "uint64"})}};

// A logical is a byte; ArrayReader checks that it is 0 or 1.
NumberType number_of_class(NumberType type) {
  return type == NumberType::kBool ? NumberType::kUint8 : type;
}

const MatConversion& find_conversion(NumberType type) {
  const auto* found = std::ranges::find_if(kMatNumbers, [&](const MatConversion& candidate) {
    return candidate.number.type == number_of_class(type);
  });
  if (found != kMatNumbers.end()) return *found;
  throw Error(ErrorKind::kInternal, "mat: unknown type");
}

// The values in the class of their array. Reads whole numbers only, as ArrayReader does.
class MatValueStream : public ByteSource::Stream {
 public:
  MatValueStream(std::string name, MatElement element, const MatTag& tag,
                 const MatConversion& stored, const MatConversion& wanted)
      : name_(std::move(name)),
        element_(std::move(element)),
        tag_(tag),
        stored_(&stored),
        wanted_(&wanted),
        stored_bytes_(number_bytes(stored.number.type)),
        wanted_bytes_(number_bytes(wanted.number.type)),
        numbers_left_(tag.bytes / stored_bytes_) {}

  std::size_t read(std::span<std::uint8_t> target) override {
    const std::size_t count = std::min<std::uint64_t>(target.size() / wanted_bytes_, numbers_left_);
    const std::span<std::uint8_t> part = target.first(count * wanted_bytes_);
    if (stored_ == wanted_) {
      element_.read(part);
    } else {
      convert(part);
    }
    numbers_left_ -= count;
    if (numbers_left_ == 0 && count > 0) element_.skip_padding(tag_);
    return part.size();
  }

  bool at_end() override { return element_.at_end(); }

  void expect_room(std::uint64_t bytes, const std::string& content) const override {
    const std::uint64_t count = bytes / wanted_bytes_;
    if (count == numbers_left_) return;
    throw Error(ErrorKind::kData, name_ + ": expected " + std::to_string(count) + " values (" +
                                      content + "), found " + std::to_string(numbers_left_));
  }

 private:
  void convert(std::span<std::uint8_t> target) {
    constexpr std::size_t kNumbersAtOnce = 8192;
    std::array<std::uint8_t, kNumbersAtOnce * sizeof(double)> buffer;
    while (!target.empty()) {
      const std::size_t count = std::min(kNumbersAtOnce, target.size() / wanted_bytes_);
      element_.read(std::span(buffer).first(count * stored_bytes_));
      for (std::size_t i = 0; i < count; ++i) {
        const double value = stored_->decode(&buffer[i * stored_bytes_], element_.byte_order());
        if (!wanted_->encode(value, &target[i * wanted_bytes_])) fail_value(value);
      }
      target = target.subspan(count * wanted_bytes_);
    }
  }

  [[noreturn]] void fail_value(double value) const {
    throw Error(ErrorKind::kData, name_ + ": expected values of class " +
                                      std::string(wanted_->number.class_name) + ", found " +
                                      base::format_number(value));
  }

  std::string name_;
  MatElement element_;
  MatTag tag_;
  const MatConversion* stored_;
  const MatConversion* wanted_;
  std::size_t stored_bytes_, wanted_bytes_;
  std::uint64_t numbers_left_;
};

}  // namespace

const MatNumber* find_mat_class(std::uint32_t code) {
  const auto* found = std::ranges::find_if(kMatNumbers, [&](const MatConversion& candidate) {
    return candidate.number.class_code == code;
  });
  return found == kMatNumbers.end() ? nullptr : &found->number;
}

ArrayReader open_mat_values(const std::string& name, MatElement element, NumberType type,
                            std::vector<std::int64_t> shape) {
  const MatConversion& wanted = find_conversion(type);
  const MatTag tag = element.read_tag();
  const auto* stored = std::ranges::find_if(kMatNumbers, [&](const MatConversion& candidate) {
    return candidate.number.storage_code == tag.type;
  });
  if (stored == kMatNumbers.end()) {
    element.fail("values", "a data element of type " + std::to_string(tag.type));
  }
  const NumberType from = stored->number.type;
  // A double holds all others exactly.
  if (stored != &wanted && (from == NumberType::kInt64 || from == NumberType::kUint64)) {
    element.fail("values of class " + std::string(wanted.number.class_name),
                 "values stored as " + std::string(stored->number.class_name));
  }
  ArrayHeader header{type, std::move(shape), ByteOrder::kLittle, Layout::kColumnMajor};
  if (stored == &wanted) header.byte_order = element.byte_order();
  auto values = std::make_unique<MatValueStream>(name, std::move(element), tag, *stored, wanted);
  return {name, ByteSource(std::move(values)), std::move(header)};
}

}  // namespace sae::format
