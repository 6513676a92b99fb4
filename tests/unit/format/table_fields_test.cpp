// SPDX-License-Identifier: MIT
// Tests of what a field of a table can be.
#include "format/table_fields.h"

#include <gtest/gtest.h>

namespace sae::format {
namespace {

TEST(TableFields, AreTrimmedOfSpaces) {
  EXPECT_EQ(trim_spaces("  a b "), "a b");
  EXPECT_EQ(trim_spaces("   "), "");
}

TEST(TableFields, CanBeMissing) {
  for (const char* mark : {"", " ", "NA", "n/a", "NaN", "-nan", "null", "?", "-", "+"}) {
    EXPECT_TRUE(is_missing_mark(mark)) << mark;
  }
  for (const char* text : {"0", "none", "N", "nanny", "--"}) {
    EXPECT_FALSE(is_missing_mark(text)) << text;
  }
}

TEST(TableFields, CanBeInfinite) {
  for (const char* text : {"inf", "-Inf", "+INFINITY"}) EXPECT_TRUE(is_infinity(text)) << text;
  for (const char* text : {"info", "1e999", ""}) EXPECT_FALSE(is_infinity(text)) << text;
}

TEST(TableFields, AreNamesUnlessTheyAreValuesOrMistypedNumbers) {
  for (const char* text : {"price", "x1", "e", "2nd", "size (m)"}) {
    EXPECT_TRUE(is_column_name(text)) << text;
  }
  for (const char* text : {"1", "-1.5e3", "1.2.3", "1,5", ",5", "2020-01-31", "NA", "inf", ""}) {
    EXPECT_FALSE(is_column_name(text)) << text;
  }
}

TEST(TableFields, CanBeNumbersWithAnyMarks) {
  for (const char* text : {"1", "-1.5e3", "0,5", "1.234,5", "1,234.5"}) {
    EXPECT_TRUE(is_number_with_any_marks(text)) << text;
  }
  for (const char* text : {"", "1;2", "2,3,4", "x", "2020-01-31"}) {
    EXPECT_FALSE(is_number_with_any_marks(text)) << text;
  }
}

TEST(TableFields, MayHaveOtherMarks) {
  for (const char* text : {"1,5", "1.234,5", "-1,2e3", "1.5"})
    EXPECT_TRUE(may_have_marks(text)) << text;
  for (const char* text : {"15", ",", "1,5 EUR", ""}) EXPECT_FALSE(may_have_marks(text)) << text;
}

}  // namespace
}  // namespace sae::format
