// SPDX-License-Identifier: MIT
// Tests of little-endian numbers.
#include "format/little_endian.h"

#include <gtest/gtest.h>

namespace sae::format {
namespace {

TEST(LittleEndian, ReadsTheLowestByteFirst) {
  EXPECT_EQ(read_little_endian("\x01\x02\xff", 0, 2), 0x0201U);
  EXPECT_EQ(read_little_endian("\x01\x02\xff", 1, 2), 0xff02U);
  EXPECT_EQ(read_little_endian("a", 1, 0), 0U);
  EXPECT_EQ(read_little_endian(std::string(8, '\xff'), 0, 8), ~std::uint64_t{0});
}

TEST(LittleEndian, AppendsTheLowestBytes) {
  std::string bytes = "x";
  append_little_endian(bytes, 0x0102030405060708, 2);
  EXPECT_EQ(bytes, "x\x08\x07");
  append_little_endian(bytes, 0x0102030405060708, 8);
  EXPECT_EQ(bytes.substr(3), "\x08\x07\x06\x05\x04\x03\x02\x01");
}

}  // namespace
}  // namespace sae::format
