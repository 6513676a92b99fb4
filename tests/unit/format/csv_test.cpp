// SPDX-License-Identifier: MIT
// Tests of reading and writing numeric tables.
#include "format/csv.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "support/failure.h"

namespace sae::format {
namespace {

TEST(CsvText, WritesAHeaderAndOneLinePerRow) {
  const CsvTable table{{"epoch", "val_mse"}, {{1, 0.1}, {2, 1e-7}}};
  EXPECT_EQ(csv_text(table), "epoch,val_mse\n1,0.1\n2,1e-07\n");
  EXPECT_EQ(csv_text({{"epoch"}, {}}), "epoch\n");
}

TEST(CsvText, RefusesTablesThatCannotBeReadBack) {
  const auto failure = [](const CsvTable& table) {
    return test::failure([&table] { csv_text(table); });
  };
  EXPECT_EQ(failure({{}, {}}), "1: csv: expected columns, found none");
  EXPECT_EQ(failure({{"a", ""}, {}}), "1: csv: bad or repeated column name ''");
  EXPECT_EQ(failure({{"a,b"}, {}}), "1: csv: bad or repeated column name 'a,b'");
  EXPECT_EQ(failure({{"a", "a"}, {}}), "1: csv: bad or repeated column name 'a'");
  EXPECT_EQ(failure({{"a", "b"}, {{1}}}), "1: csv: expected rows of 2 values, found one of 1");
}

TEST(ParseCsv, ReadsBackTheSameNumbers) {
  const CsvTable table{{"a", "b"}, {{1.0 / 3, -5e-324}, {HUGE_VAL, -HUGE_VAL}}};
  const CsvTable again = parse_csv(csv_text(table), "x");
  EXPECT_EQ(again.columns, table.columns);
  EXPECT_EQ(again.rows, table.rows);
  EXPECT_TRUE(std::isnan(parse_csv("a\nnan\n", "x").rows[0][0]));
}

TEST(ParseCsv, AcceptsOtherLineEnds) {
  const CsvTable table = parse_csv("a,b\r\n1,2\r\n3,4", "x");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table.rows, (std::vector<std::vector<double>>{{1, 2}, {3, 4}}));
  EXPECT_TRUE(parse_csv("a", "x").rows.empty());
}

TEST(ParseCsv, RefusesMalformedText) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "expected a header, found an empty text"},
      {"\n", "line 1: bad or repeated column name ''"},
      {"a,,c\n", "line 1: bad or repeated column name ''"},
      {"a,b,a\n", "line 1: bad or repeated column name 'a'"},
      {"\"a\"\n", "line 1: bad or repeated column name '\"a\"'"},
      {"a,b\n1,2\n3\n", "line 3: expected 2 columns, found 1"},
      {"a,b\n1,2,3\n", "line 2: expected 2 columns, found 3"},
      {"a,b\n\n1,2\n", "line 2: expected 2 columns, found 1"},
      {"a,b\n1,2\n\n", "line 3: expected 2 columns, found 1"},
      {"a,b\n1,\n", "line 2, column 2 (b): expected a number, found ''"},
      {"a,b\n1, 2\n", "line 2, column 2 (b): expected a number, found ' 2'"},
      {"a,b\n0x1,2\n", "line 2, column 1 (a): expected a number, found '0x1'"},
      {"a\n1e999\n", "line 2, column 1 (a): expected a number, found '1e999'"},
      {"a\n-nan\n", "line 2, column 1 (a): expected a number, found '-nan'"}};
  for (const auto& [text, message] : cases) {
    EXPECT_EQ(test::failure([&text] { parse_csv(text, "m.csv"); }), "3: m.csv: " + message) << text;
  }
}

TEST(ParseCsv, KeepsMessagesToOneShortLine) {
  const std::string name = "\x1b" + std::string(100'000, 'a');
  EXPECT_EQ(test::failure([&name] { parse_csv(name + "\nx\n", "m.csv"); }),
            "3: m.csv: line 2, column 1 (\\x1b" + std::string(59, 'a') +
                "...): expected a number, found 'x'");
}

// Would take minutes if each name were compared with all earlier ones.
TEST(ParseCsv, ReadsManyColumns) {
  constexpr std::size_t kColumns = 200'000;
  std::string header = "0";
  for (std::size_t i = 1; i < kColumns; ++i) header += ',' + std::to_string(i);
  EXPECT_EQ(parse_csv(header, "x").columns.size(), kColumns);
  EXPECT_EQ(test::failure([&header] { parse_csv(header + ",7", "m.csv"); }),
            "3: m.csv: line 1: bad or repeated column name '7'");
}

TEST(CsvLine, JoinsQuotedFields) { EXPECT_EQ(csv_line({"a", "b,c", ""}), "a,\"b,c\",\n"); }

TEST(CsvField, QuotesCommasQuotesAndLineBreaks) {
  EXPECT_EQ(csv_field("Ankle boot"), "Ankle boot");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"a\""), "\"say \"\"a\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
}

}  // namespace
}  // namespace sae::format
