// SPDX-License-Identifier: MIT
// Tests of splitting text into rows of fields; expected values by hand from RFC 4180.
#include "format/delimited.h"

#include <gtest/gtest.h>

#include <utility>

#include "support/failure.h"

namespace sae::format {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_rows(const std::string& text, const DelimitedOptions& options = {}) {
  DelimitedReader reader(text, "x.csv", options);
  Rows rows;
  while (reader.next()) {
    rows.emplace_back();
    for (const Field& field : reader.fields()) rows.back().push_back(field.content());
  }
  return rows;
}

// The message without exit code and name.
std::string rows_refusal(const std::string& text, const DelimitedOptions& options = {}) {
  const std::string failure = test::failure([&] { read_rows(text, options); });
  return failure.starts_with("3: x.csv:") ? failure.substr(9) : failure;
}

TEST(DelimitedReader, SplitsRowsIntoFields) {
  EXPECT_EQ(read_rows("a,b\n1,2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read_rows("a,b\r\n1,2"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read_rows("1\r"), (Rows{{"1"}}));
  EXPECT_EQ(read_rows(",\n,1\n"), (Rows{{"", ""}, {"", "1"}}));
  EXPECT_EQ(read_rows(" a b ,  , c\n"), (Rows{{"a b", "", "c"}}));
  EXPECT_EQ(read_rows(""), Rows{});
}

TEST(DelimitedReader, FindsTheDelimiterInTheFirstRow) {
  EXPECT_EQ(read_rows("1,5;2,5;3;4;5\n"), (Rows{{"1,5", "2,5", "3", "4", "5"}}));
  EXPECT_EQ(read_rows("1;2,3,4\n"), (Rows{{"1;2", "3", "4"}}));
  EXPECT_EQ(read_rows("1\t2,3\n4\t5,6\n"), (Rows{{"1", "2,3"}, {"4", "5,6"}}));
  EXPECT_EQ(read_rows("a,b;c\n"), (Rows{{"a", "b;c"}}));
  EXPECT_EQ(read_rows("0,5;1,5\n"), (Rows{{"0,5", "1,5"}})) << "decimal commas";
  EXPECT_EQ(read_rows("x;1.234,5;2,5;3,5\n"), (Rows{{"x", "1.234,5", "2,5", "3,5"}}));
  EXPECT_EQ(read_rows("\";;;\n;;;\",1\n"), (Rows{{";;;\n;;;", "1"}}));
  EXPECT_EQ(read_rows("1,2\n;;;,;;\n"), (Rows{{"1", "2"}, {";;;", ";;"}}));
}

TEST(DelimitedReader, ReadsQuotes) {
  EXPECT_EQ(read_rows("\"a,b\",\"c\"\"d\"\"\"\n"), (Rows{{"a,b", "c\"d\""}}));
  EXPECT_EQ(read_rows("\"\", \" a \" ,\"\"\"\"\r\n"), (Rows{{"", " a ", "\""}}));
  EXPECT_EQ(read_rows("\"a\r\nb\"\n\"\n\"\n"), (Rows{{"a\r\nb"}, {"\n"}}));
}

TEST(DelimitedReader, RefusesMisplacedQuotes) {
  EXPECT_EQ(rows_refusal("1,2\n3,a\"b\"\n"),
            "2: column 2: expected quotes around the whole field, found one within it");
  EXPECT_EQ(rows_refusal("1,2\n\"3\"x,4\n"),
            "2: column 1: expected nothing after the closing quote, found 'x'");
  EXPECT_EQ(rows_refusal("1,2\n3,\"4\n5,6\n"), "2: column 2: expected a closing quote, found none");
  EXPECT_EQ(rows_refusal("\"\"\"\n"), "1: column 1: expected a closing quote, found none");
  // The line of the misplaced quote, not of the row.
  EXPECT_EQ(rows_refusal("1,2\n\"a\nb\"x,4\n"),
            "3: column 1: expected nothing after the closing quote, found 'x'");
}

TEST(DelimitedReader, PutsAnEmptyFieldBeforeTheHeaderOfR) {
  EXPECT_EQ(read_rows("a,b\nx,5,6\ny,7,8\n"),
            (Rows{{"", "a", "b"}, {"x", "5", "6"}, {"y", "7", "8"}}));
  EXPECT_EQ(read_rows("\"a\" \"b\"\n\"1\" 5 6\n"), (Rows{{"", "a", "b"}, {"1", "5", "6"}}));
  EXPECT_EQ(rows_refusal("a,b\n1,2,3\n4,5\n"), "2: expected 2 columns, found 3");
  EXPECT_EQ(rows_refusal("1,2\n1,2,3\n"), "2: expected 2 columns, found 3");
}

TEST(DelimitedReader, RefusesRowsOfDifferentLength) {
  EXPECT_EQ(rows_refusal("1,2\n3,4\n5\n"), "3: expected 2 columns, found 1");
  EXPECT_EQ(rows_refusal("1,2\n3,4,,\n"), "2: expected 2 columns, found 4");
  EXPECT_EQ(rows_refusal("1,\"\n\n\"\n3\n"), "4: expected 2 columns, found 1");
}

TEST(DelimitedReader, AllowsBlankLinesInASingleColumnOnlyAtTheEnd) {
  EXPECT_EQ(read_rows("1\n2\n\n  \r\n\n"), (Rows{{"1"}, {"2"}}));
  EXPECT_EQ(read_rows("\n \n"), Rows{});
  EXPECT_EQ(rows_refusal("1\n\n2\n"), "2: expected a row, found a blank line");
  EXPECT_EQ(read_rows("  \r\n1\n"), (Rows{{"1"}}));
  EXPECT_EQ(read_rows("a,b\n\n1,2\n \n\n3,4\n"), (Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_rows("1\n\"\"\n"), (Rows{{"1"}, {""}}));
}

TEST(DelimitedReader, ReportsLineNumbersOfTheText) {
  const std::string text = "a,\"b\n\nc\",d\ne,f,g\n";
  DelimitedReader reader(text, "x");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.place(reader.fields()[0]), "x:1");
  EXPECT_EQ(reader.place(reader.fields()[2]), "x:3");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.place(reader.fields()[0]), "x:4");
  EXPECT_FALSE(reader.next());
}

TEST(DelimitedReader, EndsLinesAtALoneCarriageReturn) {
  EXPECT_EQ(read_rows("a,b\r1,2\r3,4"), (Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_rows("1,\"a\rb\"\r2,c\r\r"), (Rows{{"1", "a\rb"}, {"2", "c"}}));
  EXPECT_EQ(rows_refusal("1,2\r\"a\rb\",3\r\n4\r"), "4: expected 2 columns, found 1");
  EXPECT_EQ(rows_refusal("1\r\r2\r"), "2: expected a row, found a blank line");
  EXPECT_EQ(rows_refusal("1,2\r\n\"3\"x,4\r\n"),
            "2: column 1: expected nothing after the closing quote, found 'x'");
}

TEST(DelimitedReader, SkipsComments) {
  EXPECT_EQ(read_rows("# x; y; z\n#\n1,2\n  # between\n3,4\n# end\n\n#\n"),
            (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_rows("#\r# x\r1,2\r"), (Rows{{"1", "2"}}));
  EXPECT_EQ(read_rows("# only\n"), Rows{});
  EXPECT_EQ(read_rows("\"#a\",#b\n"), (Rows{{"#a", "#b"}}));
  EXPECT_EQ(rows_refusal("# a\n1,2\n# \"\n3\n"), "4: expected 2 columns, found 1");
}

std::vector<std::string> heading_of(const std::string& text, const DelimitedOptions& options = {}) {
  DelimitedReader reader(text, "x.csv", options);
  reader.next();
  return reader.heading();
}

TEST(DelimitedReader, ReadsTheHeadingFromTheLastComment) {
  using Heading = std::vector<std::string>;
  EXPECT_EQ(heading_of("# made today\n# a, b,c \n1,2,3\n# d,e,f\n"), (Heading{"a", "b", "c"}));
  EXPECT_EQ(heading_of("#a b\n1 2\n"), (Heading{"a", "b"}));
  EXPECT_EQ(heading_of("#,b\n1,2\n"), (Heading{"", "b"}));
  EXPECT_EQ(heading_of("# a,b\n# two words\n1,2\n"), Heading{});
  EXPECT_EQ(heading_of("# a,b,c\n1,2\n"), Heading{});
  EXPECT_EQ(heading_of("# \"a,b\n1,2\n"), Heading{});
  EXPECT_EQ(heading_of("#\n1,2\n"), Heading{});
  EXPECT_EQ(heading_of("1,2\n# a,b\n3,4\n"), Heading{});
}

TEST(DelimitedReader, SeparatesByWhiteSpace) {
  EXPECT_EQ(read_rows("a b\n1 2\n3  4 \n"), (Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_rows("  1.5   +2\n -3\t 4\n \t\n"), (Rows{{"1.5", "+2"}, {"-3", "4"}}));
  EXPECT_EQ(read_rows("1 2 a"), (Rows{{"1", "2", "a"}}));
  EXPECT_EQ(read_rows("x y z\n# of\n1 2 \"a b\"\n"), (Rows{{"x", "y", "z"}, {"1", "2", "a b"}}));
  EXPECT_EQ(rows_refusal("1 2\n3\n"), "2: expected 2 columns, found 1");
  // The name of a single column may contain spaces too.
  EXPECT_EQ(read_rows("petal length\n1\n"), (Rows{{"petal length"}, {"1"}}));
  EXPECT_EQ(read_rows("ankle boot\nclass 1\n"), (Rows{{"ankle boot"}, {"class 1"}}));
}

TEST(DelimitedReader, SeparatesByBars) {
  EXPECT_EQ(read_rows("a|b\n1 | 2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
}

TEST(DelimitedReader, MergesRepeatedTabsOnlyIfRowLengthsDifferOtherwise) {
  EXPECT_EQ(read_rows("1\t\t2\n3\t4\n\t5\t\t\t6\t\n"), (Rows{{"1", "2"}, {"3", "4"}, {"5", "6"}}));
  EXPECT_EQ(read_rows("a b\t\t\"c\" \t\n1\t2\n"), (Rows{{"a b", "c"}, {"1", "2"}}));
  EXPECT_EQ(read_rows("1\t\t2\n3\t4\t5\n"), (Rows{{"1", "", "2"}, {"3", "4", "5"}}));
  EXPECT_EQ(rows_refusal("1\t\t2\n3\n"), "2: expected 3 columns, found 1");
  EXPECT_EQ(rows_refusal("1,,2\n3,4\n"), "2: expected 3 columns, found 2");
}

TEST(DelimitedReader, DropsALastColumnThatIsAlwaysEmpty) {
  EXPECT_EQ(read_rows("a,b,\n1,2, \r\n3,,\n"), (Rows{{"a", "b"}, {"1", "2"}, {"3", ""}}));
  EXPECT_EQ(read_rows("1\t2\t\n3\t4\t\n"), (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_rows("a,b,\n1,2,3\n"), (Rows{{"a", "b", ""}, {"1", "2", "3"}}));
  EXPECT_EQ(read_rows("1,2,\n1,2,\"\"\n"), (Rows{{"1", "2", ""}, {"1", "2", ""}}));
  EXPECT_EQ(rows_refusal("1,2,\n3,4\n"), "2: expected 3 columns, found 2");
}

TEST(DelimitedReader, TakesAGivenSeparator) {
  const DelimitedOptions semicolon{.separator = ';'};
  EXPECT_EQ(read_rows("1,5;2,5,,\n3,4;5\n", semicolon), (Rows{{"1,5", "2,5,,"}, {"3,4", "5"}}));
  EXPECT_EQ(read_rows("# a;b;c\n \"x;\n\"\"y\" ; 2\n  # 3\n4;5\n", semicolon),
            (Rows{{"x;\n\"y", "2"}, {"4", "5"}}));
  EXPECT_EQ(read_rows("1,2\n3,4\n", semicolon), (Rows{{"1,2"}, {"3,4"}}));
  EXPECT_EQ(read_rows("1 2\n3 4\n", semicolon), (Rows{{"1 2"}, {"3 4"}}));
  EXPECT_EQ(read_rows("1:2,3\n4:5\n", {.separator = ':'}), (Rows{{"1", "2,3"}, {"4", "5"}}));
  EXPECT_EQ(rows_refusal("1;2\n3;\"4\"5\n", semicolon),
            "2: column 2: expected nothing after the closing quote, found '5'");
  EXPECT_EQ(rows_refusal("1;;2\n3;4\n", semicolon), "2: expected 3 columns, found 2");
}

TEST(DelimitedReader, MergesRepeatsOfAGivenSeparatorOnlyForWhiteSpace) {
  EXPECT_EQ(read_rows("  a\t b \nc  d\n", {.separator = ' '}), (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(read_rows("a,b ,c\n", {.separator = ' '}), (Rows{{"a,b", ",c"}}));
  const DelimitedOptions tab{.separator = '\t'};
  EXPECT_EQ(read_rows("1\t\t2\n3\t4\t5\n", tab), (Rows{{"1", "", "2"}, {"3", "4", "5"}}));
  EXPECT_EQ(read_rows("1,2\t 3\n4\t5\n", tab), (Rows{{"1,2", "3"}, {"4", "5"}}));
  EXPECT_EQ(rows_refusal("1\t\t2\n3\t4\n", tab), "2: expected 3 columns, found 2");
}

TEST(DelimitedReader, DropsALastEmptyColumnOfAGivenSeparatorToo) {
  EXPECT_EQ(read_rows("1;2;\n3;4;\n", {.separator = ';'}), (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_rows("1\t2\t\n3\t4\t\n", {.separator = '\t'}), (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_rows("1;2;\n3;4;5\n", {.separator = ';'}),
            (Rows{{"1", "2", ""}, {"3", "4", "5"}}));
}

TEST(DelimitedReader, TakesAGivenCommentCharacter) {
  const DelimitedOptions percent{.comment = '%'};
  EXPECT_EQ(read_rows("% a;b;c\n#1,2\n  % x\n#3,4\n%\n\n % end", percent),
            (Rows{{"#1", "2"}, {"#3", "4"}}));
  EXPECT_EQ(rows_refusal("1\n\n# 2\n", percent), "2: expected a row, found a blank line");
  EXPECT_EQ(heading_of("# c,d\n1,2\n", percent), std::vector<std::string>{});
  EXPECT_EQ(heading_of("%% a,b\n1,2\n", percent), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(heading_of("%# a,b\n1,2\n", percent), (std::vector<std::string>{"# a", "b"}));
  EXPECT_EQ(read_rows("% a\n1;2\n", {.separator = ';', .comment = '%'}), (Rows{{"1", "2"}}));
  // A comment character is never found to be the separator.
  EXPECT_EQ(read_rows("; a\n1,2;;\n3,4\n", {.comment = ';'}), (Rows{{"1", "2;;"}, {"3", "4"}}));
}

TEST(DelimitedReader, ReadsNoCommentsIfThereIsNoCommentCharacter) {
  const DelimitedOptions none{.comment = std::nullopt};
  EXPECT_EQ(read_rows("#a,b\n#,2\n", none), (Rows{{"#a", "b"}, {"#", "2"}}));
  EXPECT_EQ(rows_refusal("1\n\n#\n", none), "2: expected a row, found a blank line");
  EXPECT_EQ(heading_of("#a,b\n1,2\n", none), std::vector<std::string>{});
}

TEST(DelimitedReader, SkipsLinesBeforeTheRows) {
  DelimitedOptions options;
  options.skip_lines = 2;
  EXPECT_EQ(read_rows("made by x; 3, 4\r\n\"\n1,2\n3,4\n", options),
            (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(rows_refusal("a\rb\r1,2\r\r3\r", options), "5: expected 2 columns, found 1");
  EXPECT_EQ(rows_refusal("a\nb\n1,\"2\n", options),
            "3: column 2: expected a closing quote, found none");
  EXPECT_EQ(read_rows("a\nb", options), Rows{});
}

TEST(DelimitedReader, SuggestsToSkipLinesIfTheSecondRowHasAnotherLength) {
  const auto hint_for = [](const std::string& text) {
    return test::hint([&] { read_rows(text); });
  };
  EXPECT_EQ(hint_for("150,4\n1,2,3\n4,5,6\n"),
            "use --skip_lines N to leave out N lines before the table");
  EXPECT_EQ(hint_for("1,2\n3,4\n5\n"), "");
}

TEST(DelimitedReader, BoundsTheNumberOfFields) {
  EXPECT_EQ(DelimitedReader("1,2\n3,4", "x").count_fields_at_most(), 4U);
  EXPECT_EQ(DelimitedReader("1   2\r3 4", "x").count_fields_at_most(), 4U);
  EXPECT_EQ(DelimitedReader(",1", "x").count_fields_at_most(), 2U);
  EXPECT_EQ(DelimitedReader("", "x").count_fields_at_most(), 1U);
  EXPECT_GE(DelimitedReader("\"1,\"\"\",2\r\n3,4\n", "x").count_fields_at_most(), 4U);
}

}  // namespace
}  // namespace sae::format
