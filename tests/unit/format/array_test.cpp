// SPDX-License-Identifier: MIT
// Tests of numbers of all types, on bytes written by NumPy 2.4.6.
#include "format/array.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::from_hex;
using Sizes = std::vector<std::int64_t>;
using Place = std::pair<std::int64_t, std::int64_t>;

ArrayHeader header_of(NumberType type, Sizes shape, ByteOrder order = ByteOrder::kLittle,
                      Layout layout = Layout::kRowMajor) {
  return {type, std::move(shape), order, layout};
}

template <class Value>
std::vector<Value> read_numbers(const ArrayHeader& header, const std::string& bytes) {
  const test::TemporaryFolder folder;
  ArrayReader reader("x", ByteSource(folder.write("x", bytes)), header);
  std::vector<Value> values(static_cast<std::size_t>(reader.count()));
  reader.read(std::span(values));
  return values;
}

struct TypeBytes {
  NumberType type;
  const char* little;
  const char* big;
  std::vector<double> values;
};

const std::vector<TypeBytes>& all_types() {
  constexpr double k2To53 = 9007199254740992;
  static const std::vector<TypeBytes> types = {
      {NumberType::kBool, "0001", "0001", {0, 1}},
      {NumberType::kInt8, "807f", "807f", {-128, 127}},
      {NumberType::kUint8, "00ff", "00ff", {0, 255}},
      {NumberType::kInt16, "0080 0201", "8000 0102", {-32768, 258}},
      {NumberType::kUint16, "ffff 0201", "ffff 0102", {65535, 258}},
      {NumberType::kInt32, "00000080 04030201", "80000000 01020304", {-2147483648.0, 16909060}},
      {NumberType::kUint32, "ffffffff 04030201", "ffffffff 01020304", {4294967295, 16909060}},
      {NumberType::kInt64,
       "000000000000e0ff 0000000000002000",
       "ffe0000000000000 0020000000000000",
       {-k2To53, k2To53}},
      {NumberType::kUint64,
       "0000000000002000 0100000000000000",
       "0020000000000000 0000000000000001",
       {k2To53, 1}},
      {NumberType::kFloat16, "003e fffb", "3e00 fbff", {1.5, -65504}},
      {NumberType::kFloat32, "0000c03f cdccccbd", "3fc00000 bdcccccd", {1.5, -0.10000000149011612}},
      {NumberType::kFloat64,
       "000000000000f83f 9a9999999999b9bf",
       "3ff8000000000000 bfb999999999999a",
       {1.5, -0.1}}};
  return types;
}

TEST(ArrayReader, ReadsEveryTypeInBothByteOrders) {
  for (const TypeBytes& row : all_types()) {
    const auto type = static_cast<int>(row.type);
    EXPECT_EQ(read_numbers<double>(header_of(row.type, {2}), from_hex(row.little)), row.values)
        << type;
    EXPECT_EQ(read_numbers<double>(header_of(row.type, {2}, ByteOrder::kBig), from_hex(row.big)),
              row.values)
        << type;
    EXPECT_EQ(from_hex(row.little).size(), 2 * number_bytes(row.type)) << type;
  }
}

TEST(ArrayReader, ReadsIntoWiderTypes) {
  EXPECT_EQ(read_numbers<std::uint8_t>(header_of(NumberType::kUint8, {2}), from_hex("00ff")),
            (std::vector<std::uint8_t>{0, 255}));
  EXPECT_EQ(read_numbers<float>(header_of(NumberType::kInt16, {1}), from_hex("0080")),
            std::vector<float>{-32768});
  EXPECT_EQ(read_numbers<float>(header_of(NumberType::kFloat32, {1}), from_hex("cdccccbd")),
            std::vector<float>{-0.1F});
  EXPECT_EQ(read_numbers<std::int64_t>(header_of(NumberType::kFloat64, {1}, ByteOrder::kBig),
                                       from_hex("c008000000000000")),
            std::vector<std::int64_t>{-3});
  EXPECT_EQ(test::failure([] { read_numbers<float>(header_of(NumberType::kInt32, {1}), "1234"); }),
            "1: array: the target type cannot represent these values");
}

TEST(ArrayReader, DecodesLargeSmallAndSpecialHalfFloats) {
  const auto halves = read_numbers<float>(header_of(NumberType::kFloat16, {7}),
                                          from_hex("0100 0004 5435 ff03 0080 007c 007e"));
  EXPECT_EQ(halves[0], 5.960464477539063e-08F);
  EXPECT_EQ(halves[1], 6.103515625e-05F);
  EXPECT_EQ(halves[2], 0.3330078125F);
  EXPECT_EQ(halves[3], 6.097555160522461e-05F);
  EXPECT_TRUE(halves[4] == 0 && std::signbit(halves[4]));
  EXPECT_EQ(halves[5], std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(halves[6]));
}

// More numbers than the reader converts at once.
TEST(ArrayReader, ReadsLongArrays) {
  std::string bytes;
  for (int i = 0; i < 20'000; ++i) {
    bytes += {static_cast<char>(i >> 8), static_cast<char>(i)};
  }
  const auto numbers =
      read_numbers<float>(header_of(NumberType::kUint16, {20'000}, ByteOrder::kBig), bytes);
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_EQ(numbers[static_cast<std::size_t>(i)], static_cast<float>(i));
  }
}

TEST(ArrayReader, NamesRowAndColumnOfInexactNumbers) {
  const auto refusal = [](const ArrayHeader& header, const std::string& digits) {
    return test::failure([&] { read_numbers<double>(header, from_hex(digits)); });
  };
  // 2^53 + 1 at [1, 0] of a 2 x 2 array, in both layouts.
  const std::string odd = "0100000000002000", one = "0100000000000000";
  const std::string message =
      "3: x: row 1, column 0 (from 0): expected an integer up to 2^53, found 9007199254740993";
  EXPECT_EQ(refusal(header_of(NumberType::kInt64, {2, 2}), one + one + odd + one), message);
  EXPECT_EQ(
      refusal(header_of(NumberType::kUint64, {2, 2}, ByteOrder::kLittle, Layout::kColumnMajor),
              one + odd + one + one),
      message);
  EXPECT_EQ(refusal(header_of(NumberType::kInt64, {1}), "0000000000000080"),
            "3: x: row 0, column 0 (from 0): expected an integer up to 2^53, found "
            "-9223372036854775808");
  EXPECT_EQ(refusal(header_of(NumberType::kBool, {2}), "0102"),
            "3: x: row 1, column 0 (from 0): expected False or True (0 or 1), found 2");
}

TEST(ArrayReader, RefusesFractionsForIntegers) {
  const auto refusal = [](const std::string& digits) {
    return test::failure([&] {
      read_numbers<std::int64_t>(header_of(NumberType::kFloat64, {1}), from_hex(digits));
    });
  };
  const std::string start = "3: x: row 0, column 0 (from 0): expected a whole number, found ";
  EXPECT_EQ(refusal("9a99999999990540"), start + "2.7");
  EXPECT_EQ(refusal("000000000000f87f"), start + "nan");
  EXPECT_EQ(refusal("000000000000f07f"), start + "inf");
  EXPECT_EQ(refusal("9c7500883ce4377e"), start + "1e+300");
}

TEST(ArrayReader, RefusesSizesThatTheFileCannotHold) {
  const auto refusal = [](const ArrayHeader& header, const std::string& bytes) {
    return test::failure([&] { read_numbers<double>(header, bytes); });
  };
  EXPECT_TRUE(refusal(header_of(NumberType::kFloat64, {2}), std::string(15, 'x'))
                  .ends_with("expected 16 bytes of values (2), found 15 (file truncated?)"));
  EXPECT_EQ(refusal(header_of(NumberType::kUint8, {}), "x"),
            "3: x: expected an array with a first axis of rows, found a single value");
  EXPECT_EQ(refusal(header_of(NumberType::kUint8, {2, 0}), "x"),
            "3: x: expected sizes of at least 1, found 2 x 0");
  EXPECT_EQ(refusal(header_of(NumberType::kFloat64, {std::int64_t{1} << 60}), "x"),
            "3: x: expected sizes of at least 1 whose product fits 64 bits, found "
            "1152921504606846976");
  EXPECT_EQ(refusal(header_of(NumberType::kUint16, {1}), "xyz"),
            "3: x: expected 2 bytes of values, found extra bytes after them");
}

TEST(LargestNumber, ReturnsTheMaximumOfEachType) {
  EXPECT_EQ(largest_number(NumberType::kBool), 1);
  EXPECT_EQ(largest_number(NumberType::kInt8), 127);
  EXPECT_EQ(largest_number(NumberType::kUint8), 255);
  EXPECT_EQ(largest_number(NumberType::kInt16), 32767);
  EXPECT_EQ(largest_number(NumberType::kUint16), 65535);
  EXPECT_EQ(largest_number(NumberType::kInt32), 2147483647);
  EXPECT_EQ(largest_number(NumberType::kUint32), 4294967295);
  EXPECT_EQ(largest_number(NumberType::kFloat32), 0);
}

TEST(FindPlace, MapsBothLayoutsToTheSameRowAndColumn) {
  // The last value of 2 x 3 x 4, and the value at [1, 2, 0].
  const Sizes shape{2, 3, 4};
  const auto place = [&](Layout layout, std::int64_t index) {
    const RowAndColumn found =
        find_place(header_of(NumberType::kUint8, shape, ByteOrder::kLittle, layout), index);
    return Place(found.row, found.column);
  };
  EXPECT_EQ(place(Layout::kRowMajor, 23), Place(1, 11));
  EXPECT_EQ(place(Layout::kRowMajor, 20), Place(1, 8));
  EXPECT_EQ(place(Layout::kColumnMajor, 23), Place(1, 11));
  EXPECT_EQ(place(Layout::kColumnMajor, 5), Place(1, 8));
}

TEST(ArrayReader, ReadsTheNextValues) {
  const test::TemporaryFolder folder;
  const auto header = header_of(NumberType::kInt16, {5}, ByteOrder::kBig);
  ArrayReader reader("x", ByteSource(folder.write("x", from_hex("0001 0002 0003 0004 0005"))),
                     header);
  std::vector<float> values(5);
  reader.read_next(std::span(values).first(2));
  reader.read_next(std::span(values).subspan(2));
  EXPECT_EQ(values, (std::vector<float>{1, 2, 3, 4, 5}));
  EXPECT_EQ(test::failure([&] { reader.read_next(std::span(values).first(1)); }),
            "1: array: expected at most the 0 values left, found 1");
}

TEST(ArrayReader, MaySkipTheChecksum) {
  const test::TemporaryFolder folder;
  ArrayReader reader("x", ByteSource(folder.write("x", "ab")), header_of(NumberType::kUint8, {2}));
  reader.skip_checksum();
  std::vector<std::uint8_t> values(2);
  reader.read(std::span(values));
  EXPECT_EQ(reader.checksum(), 0U);
}

TEST(ArrayReader, NamesThePlaceOfANextValue) {
  const test::TemporaryFolder folder;
  ArrayReader reader("x", ByteSource(folder.write("x", from_hex("00 01 00 02"))),
                     header_of(NumberType::kBool, {2, 2}));
  std::vector<float> values(2);
  reader.read_next(std::span(values));
  EXPECT_EQ(test::failure([&] { reader.read_next(std::span(values)); }),
            "3: x: row 1, column 1 (from 0): expected False or True (0 or 1), found 2");
}

TEST(ArrayReader, ExpectsTheEndAfterTheLastOfTheNextValues) {
  const test::TemporaryFolder folder;
  ArrayReader reader("x", ByteSource(folder.write("x", "abc")), header_of(NumberType::kUint8, {2}));
  std::vector<std::uint8_t> values(1);
  reader.read_next(std::span(values));
  EXPECT_EQ(test::failure([&] { reader.read_next(std::span(values)); }),
            "3: x: expected 2 bytes of values, found extra bytes after them");
}

}  // namespace
}  // namespace sae::format
