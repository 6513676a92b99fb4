// SPDX-License-Identifier: MIT
// Tests of compressed bytes and base64.
#include "format/deflate.h"

#include <gtest/gtest.h>

namespace sae::format {
namespace {

// RFC 4648, section 10.
TEST(Base64, EncodesTheTestVectorsOfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe"), "//4=");
}

// 0x78: a window of 32 KiB; the last four bytes are the Adler-32 of the content (RFC 1950). The
// page's browser test decompresses what it gets.
TEST(Deflate, MakesAZlibStream) {
  const std::string stream = deflate(std::string(10'000, 'a'));
  EXPECT_EQ(stream[0], '\x78');
  EXPECT_LT(stream.size(), 100U);
  EXPECT_EQ(deflate("a").substr(deflate("a").size() - 4), std::string("\0\x62\0\x62", 4));
}

}  // namespace
}  // namespace sae::format
