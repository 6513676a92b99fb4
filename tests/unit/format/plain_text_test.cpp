// SPDX-License-Identifier: MIT
// Tests of the helpers of readers of text files.
#include "format/plain_text.h"

#include <gtest/gtest.h>

#include "support/failure.h"

namespace sae::format {
namespace {

TEST(SkipByteOrderMark, RemovesTheMarkOnce) {
  EXPECT_EQ(skip_byte_order_mark("\xef\xbb\xbf\xef\xbb\xbf"
                                 "a"),
            "\xef\xbb\xbf"
            "a");
  EXPECT_EQ(skip_byte_order_mark("\xef\xbb"), "\xef\xbb");
  EXPECT_EQ(skip_byte_order_mark(""), "");
}

TEST(ExpectUtf8, RefusesUtf16OfBothByteOrders) {
  EXPECT_EQ(expect_utf8("\xef\xbb\xbf"
                        "a",
                        "x.csv"),
            "a");
  for (const char* text : {"\xff\xfe"
                           "a",
                           "\xfe\xff"
                           "a"}) {
    EXPECT_EQ(test::failure([&] { expect_utf8(text, "x.csv"); }),
              "3: x.csv: expected text in UTF-8, found UTF-16");
  }
}

TEST(WithoutPlus, RemovesOnePlusBeforeANumber) {
  EXPECT_EQ(without_plus("+1"), "1");
  EXPECT_EQ(without_plus("++1"), "+1");
  EXPECT_EQ(without_plus("+-1"), "+-1");
  EXPECT_EQ(without_plus("1+"), "1+");
}

}  // namespace
}  // namespace sae::format
