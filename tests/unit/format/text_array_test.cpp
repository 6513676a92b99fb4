// SPDX-License-Identifier: MIT
// Tests of arrays of texts, on bytes written by NumPy 2.4.6.
#include "format/text_array.h"

#include <gtest/gtest.h>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using Words = std::vector<std::string>;
using Unit = TextHeader::Unit;

Words read_texts(const TextHeader& header, const std::string& digits) {
  const test::TemporaryFolder folder;
  TextReader reader("x", ByteSource(folder.write("x", test::from_hex(digits))), header);
  return reader.read();
}

std::string text_refusal(const TextHeader& header, const std::string& digits) {
  return test::failure([&] { read_texts(header, digits); });
}

TEST(TextReader, ReadsUtf32AsUtf8InBothByteOrders) {
  EXPECT_EQ(read_texts({Unit::kCodePoint, 3, ByteOrder::kLittle, {3}},
                       "630000006100000074000000 e9000000ac20000000f60100 "
                       "000000000000000000000000"),
            (Words{"cat", "\u00e9\u20ac\U0001f600", ""}));
  EXPECT_EQ(read_texts({Unit::kCodePoint, 2, ByteOrder::kBig, {2, 1}},
                       "0000006100000062 0000006300000000"),
            (Words{"ab", "c"}));
}

TEST(TextReader, ReadsBytesAsAscii) {
  EXPECT_EQ(read_texts({Unit::kByte, 2, ByteOrder::kLittle, {2}}, "6162 6300"), (Words{"ab", "c"}));
  EXPECT_EQ(text_refusal({Unit::kByte, 2, ByteOrder::kLittle, {2}}, "6162 c3a9"),
            "3: x: text 1 (from 0): expected ASCII, found 195");
}

TEST(TextReader, RefusesInvalidCodePoints) {
  const auto refusal = [](const std::string& digits) {
    return text_refusal({Unit::kCodePoint, 1, ByteOrder::kLittle, {1}}, digits);
  };
  const std::string start = "3: x: text 0 (from 0): expected Unicode code points, found ";
  EXPECT_EQ(refusal("00d80000"), start + "55296");
  EXPECT_EQ(refusal("00001100"), start + "1114112");
  EXPECT_EQ(refusal("ffff1000"), "no error");
}

TEST(TextReader, RefusesTheWrongNumberOfBytes) {
  const TextHeader header{Unit::kByte, 2, ByteOrder::kLittle, {2}};
  EXPECT_TRUE(text_refusal(header, "616263")
                  .ends_with("expected 4 bytes of values (2 x 2 x 1), found 3 (file truncated?)"));
  EXPECT_EQ(text_refusal(header, "6162636465"),
            "3: x: expected 2 texts, found extra bytes after them");
  EXPECT_EQ(text_refusal({Unit::kCodePoint, std::int64_t{1} << 61, ByteOrder::kLittle, {2}}, "61"),
            "3: x: expected sizes whose product fits 64 bits, found 2 x 2305843009213693952 x 4");
}

}  // namespace
}  // namespace sae::format
