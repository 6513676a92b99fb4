// SPDX-License-Identifier: MIT
// Tests of the number types of MATLAB 5 files; all bytes are written by hand.
#include "format/mat_values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/mat.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::from_hex;
using test::mat_data;

using Values = std::vector<double>;

// Opens the content of a variable as `count` rows.
ArrayReader open_values(const std::string& content, NumberType type, std::int64_t count,
                        bool big = false) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("x", mat_data(14, content, big));
  auto file = std::make_shared<const MappedFile>(path, ErrorKind::kData);
  MatElement element("x", file, file->bytes(), false, big ? ByteOrder::kBig : ByteOrder::kLittle);
  return open_mat_values("x", std::move(element), type, {count, 1});
}

// The values of one data element, written as hexadecimal digits.
Values read_stored(std::uint32_t storage, const char* digits, NumberType type, std::size_t count,
                   bool big = false) {
  ArrayReader reader = open_values(mat_data(storage, from_hex(digits), big), type,
                                   static_cast<std::int64_t>(count), big);
  EXPECT_EQ(reader.header().type, type);
  Values values(count);
  reader.read(std::span(values));
  return values;
}

std::string stored_refusal(std::uint32_t storage, const char* digits, NumberType type,
                           std::size_t count = 1) {
  return test::failure([&] { read_stored(storage, digits, type, count); });
}

TEST(MatValues, ReadEveryClassInItsOwnType) {
  EXPECT_EQ(read_stored(9, "000000000000f8bf", NumberType::kFloat64, 1), Values{-1.5});
  EXPECT_EQ(read_stored(7, "0000c0bf", NumberType::kFloat32, 1), Values{-1.5});
  EXPECT_EQ(read_stored(1, "ff80", NumberType::kInt8, 2), (Values{-1, -128}));
  EXPECT_EQ(read_stored(2, "ff80", NumberType::kUint8, 2), (Values{255, 128}));
  EXPECT_EQ(read_stored(3, "feff", NumberType::kInt16, 1), Values{-2});
  EXPECT_EQ(read_stored(4, "feff", NumberType::kUint16, 1), Values{65534});
  EXPECT_EQ(read_stored(5, "feffffff", NumberType::kInt32, 1), Values{-2});
  EXPECT_EQ(read_stored(6, "feffffff", NumberType::kUint32, 1), Values{4294967294});
  EXPECT_EQ(read_stored(12, "feffffffffffffff", NumberType::kInt64, 1), Values{-2});
  EXPECT_EQ(read_stored(13, "0000000000002000", NumberType::kUint64, 1), Values{9007199254740992});
  EXPECT_EQ(read_stored(2, "0001", NumberType::kBool, 2), (Values{0, 1}));
}

TEST(MatValues, ReadBigEndianNumbers) {
  EXPECT_EQ(read_stored(9, "bff8000000000000", NumberType::kFloat64, 1, true), Values{-1.5});
  EXPECT_EQ(read_stored(3, "fffe0102", NumberType::kFloat64, 2, true), (Values{-2, 258}));
  EXPECT_EQ(read_stored(5, "fffffffe", NumberType::kInt64, 1, true), Values{-2});
}

TEST(MatValues, ReadValuesStoredInASmallerType) {
  EXPECT_EQ(read_stored(1, "ff", NumberType::kFloat64, 1), Values{-1});
  EXPECT_EQ(read_stored(2, "ff", NumberType::kFloat32, 1), Values{255});
  EXPECT_EQ(read_stored(6, "ffffffff", NumberType::kFloat64, 1), Values{4294967295});
  EXPECT_EQ(read_stored(7, "0000c0bf", NumberType::kFloat64, 1), Values{-1.5});
  EXPECT_EQ(read_stored(2, "ff", NumberType::kInt64, 1), Values{255});
  EXPECT_EQ(read_stored(4, "ffff", NumberType::kUint64, 1), Values{65535});
  EXPECT_EQ(read_stored(1, "7f", NumberType::kUint8, 1), Values{127});
  EXPECT_EQ(read_stored(9, "000000000000f03f", NumberType::kBool, 1), Values{1}) << "MATLAB 5";
}

TEST(MatValues, KeepNanAndInfinity) {
  const Values single = read_stored(7, "0000c07f 000080ff", NumberType::kFloat64, 2);
  EXPECT_TRUE(std::isnan(single[0]));
  EXPECT_EQ(single[1], -std::numeric_limits<double>::infinity());
  EXPECT_EQ(read_stored(9, "000000000000f07f", NumberType::kFloat32, 1)[0],
            std::numeric_limits<double>::infinity());
}

TEST(MatValues, ConvertManyValues) {
  std::string bytes;
  for (int i = 0; i < 20000; ++i) bytes += static_cast<char>(i % 251);
  ArrayReader reader = open_values(mat_data(2, bytes), NumberType::kFloat64, 20000);
  Values values(20000);
  reader.read(std::span(values));
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], double(i % 251)) << i;
}

TEST(MatValues, AreBytesOfTheClassForTheChecksum) {
  ArrayReader plain =
      open_values(mat_data(9, from_hex("000000000000f03f")), NumberType::kFloat64, 1);
  ArrayReader small = open_values(mat_data(2, "\1"), NumberType::kFloat64, 1);
  Values values(1);
  plain.read(std::span(values));
  small.read(std::span(values));
  EXPECT_EQ(plain.checksum(), small.checksum());
}

TEST(MatValues, RefuseWhatTheClassDoesNotContain) {
  EXPECT_EQ(stored_refusal(1, "ff", NumberType::kUint8),
            "3: x: expected values of class uint8, found -1");
  EXPECT_EQ(stored_refusal(2, "80", NumberType::kInt8),
            "3: x: expected values of class int8, found 128");
  EXPECT_EQ(stored_refusal(7, "0000c03f", NumberType::kInt32),
            "3: x: expected values of class int32, found 1.5");
  EXPECT_EQ(stored_refusal(7, "0000c07f", NumberType::kInt32),
            "3: x: expected values of class int32, found nan");
  EXPECT_EQ(stored_refusal(5, "01000001", NumberType::kFloat32),
            "3: x: expected values of class single, found 16777217");
  EXPECT_EQ(stored_refusal(9, "ffffffffffffef7f", NumberType::kFloat32),
            "3: x: expected values of class single, found 1.7976931348623157e+308");
  EXPECT_EQ(stored_refusal(9, "000000000000e043", NumberType::kInt64),
            "3: x: expected values of class int64, found 9223372036854775808");
  EXPECT_EQ(stored_refusal(2, "02", NumberType::kBool),
            "3: x: row 0, column 0 (from 0): expected False or True (0 or 1), found 2");
}

TEST(MatValues, RefuseIntegersThatDoublesRound) {
  EXPECT_EQ(stored_refusal(12, "0100000000002000", NumberType::kInt64),
            "3: x: row 0, column 0 (from 0): expected an integer up to 2^53, found "
            "9007199254740993");
  EXPECT_EQ(stored_refusal(12, "0100000000000000", NumberType::kFloat64),
            "3: x: expected values of class double, found values stored as int64");
}

TEST(MatValues, RefuseOtherElementsAndSizes) {
  EXPECT_EQ(stored_refusal(14, "01", NumberType::kFloat64),
            "3: x: expected values, found a data element of type 14");
  EXPECT_EQ(stored_refusal(9, "000000000000f03f", NumberType::kFloat64, 2),
            "3: x: expected 2 values (2 x 1), found 1");
  EXPECT_EQ(stored_refusal(9, "000000000000f03f00", NumberType::kFloat64),
            "3: x: expected 8 bytes of values, found extra bytes after them");
  EXPECT_EQ(test::failure([] {
              ArrayReader reader =
                  open_values(mat_data(2, "a") + mat_data(2, "b"), NumberType::kUint8, 1);
              Values values(1);
              reader.read(std::span(values));
            }),
            "3: x: expected 1 bytes of values, found extra bytes after them");
}

TEST(FindMatClass, KnowsTheClassesOfNumbers) {
  ASSERT_NE(find_mat_class(6), nullptr);
  EXPECT_EQ(find_mat_class(6)->class_name, "double");
  EXPECT_EQ(find_mat_class(15)->type, NumberType::kUint64);
  EXPECT_EQ(find_mat_class(5), nullptr);
  EXPECT_EQ(find_mat_class(16), nullptr);
}

}  // namespace
}  // namespace sae::format
