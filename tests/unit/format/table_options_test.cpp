// SPDX-License-Identifier: MIT
// Tests of the options of tables: missing values, texts, dates, headers, columns, marks.
#include <gtest/gtest.h>

#include <cmath>

#include "format/table.h"
#include "support/failure.h"
#include "support/table_values.h"

namespace sae::format {
namespace {

using Lines = std::vector<std::string>;
using Numbers = std::vector<double>;

Table read_table(const std::string& text, const TableOptions& options = {}) {
  return parse_table(text, "t.csv", options);
}

Lines column_names_of(const Table& table) {
  Lines names;
  for (const TableColumn& column : table.columns) names.push_back(column.name);
  return names;
}

// "code: message / hint".
std::string refusal_of(const std::string& text, const TableOptions& options = {}) {
  try {
    read_table(text, options);
  } catch (const Error& error) {
    return std::to_string(error.exit_code()) + ": " + error.what() + " / " + error.hint();
  }
  return "no error";
}

TableOptions keep_texts() {
  TableOptions options;
  options.texts = TextColumns::kKeep;
  return options;
}

TableOptions drop_texts() {
  TableOptions options;
  options.texts = TextColumns::kDrop;
  return options;
}

TableOptions with_missing(MissingValues missing) {
  TableOptions options;
  options.missing = missing;
  return options;
}

TEST(MissingInTable, IsRefusedWithAdvice) {
  EXPECT_EQ(refusal_of("a,b\n1,NA\n"),
            "3: t.csv:2: column 2 (\"b\"): expected a number, found 'NA' / use --missing drop to "
            "leave out rows with missing values, or --missing mean to fill in means");
}

TEST(MissingInTable, IsKeptAsNan) {
  const Table table = read_table("a,b\n1,NA\n,2\n?,n/a\n", with_missing(MissingValues::kKeep));
  EXPECT_EQ(table.rows, 3);
  const Numbers numbers = test::values_of(table);
  for (const std::size_t i : {1U, 2U, 4U, 5U}) EXPECT_TRUE(std::isnan(numbers[i])) << i;
  EXPECT_EQ(numbers[0], 1);
  EXPECT_EQ(numbers[3], 2);
  EXPECT_TRUE(table.row_ids.empty());
}

TEST(MissingInTable, DropsRowsAndKeepsTheirNumbers) {
  TableOptions options = with_missing(MissingValues::kDropRow);
  options.label_column = "y";
  const Table table = read_table("a,b,y\n1,2,p\n3,,q\nnull,4,p\n5,6,\n7,8,q\n", options);
  EXPECT_EQ(table.rows, 2);
  EXPECT_EQ(test::values_of(table), (Numbers{1, 2, 7, 8}));
  EXPECT_EQ(table.row_ids, (std::vector<std::int64_t>{0, 4}));
  EXPECT_EQ(table.labels, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(table.notes, Lines{"3 of 5 rows left out, because values are missing"});
  EXPECT_EQ(refusal_of("a,b\n1,\n,2\n", with_missing(MissingValues::kDropRow)),
            "3: t.csv: expected a row without missing values, found none / ");
}

TEST(MissingInTable, InfinityIsNotMissing) {
  EXPECT_EQ(refusal_of("a\n1\n-inf\n", with_missing(MissingValues::kKeep)),
            "3: t.csv:3: column 1 (\"a\"): expected a finite number, found '-inf' / ");
}

TEST(TextsInTable, AreRefusedWithAdvice) {
  EXPECT_EQ(refusal_of("a,kind\n1,red\n"),
            "3: t.csv:2: column 2 (\"kind\"): expected a number, found 'red' / use --categories "
            "onehot to turn text columns into numbers, or --drop_columns kind to leave it out");
  EXPECT_EQ(refusal_of("1,2\n3,red\n"),
            "3: t.csv:2: column 2: expected a number, found 'red' / use --categories onehot to "
            "turn text columns into numbers, or --drop_columns 1 to leave it out");
}

TEST(TextsInTable, AreIndicesIntoTheirTextsInNaturalOrder) {
  const Table table = read_table("kind,a\nred,1\nblue 10,2\nred,3\n blue 9 ,4\n", keep_texts());
  EXPECT_EQ(column_names_of(table), (Lines{"kind", "a"}));
  EXPECT_EQ(table.columns[0].kind, ColumnKind::kText);
  EXPECT_EQ(table.columns[0].texts, (Lines{"blue 9", "blue 10", "red"}));
  EXPECT_EQ(table.columns[1].kind, ColumnKind::kNumber);
  EXPECT_EQ(test::values_of(table), (Numbers{2, 1, 1, 2, 2, 3, 0, 4}));
}

TEST(TextsInTable, MakeAColumnOfNumbersOneOfTexts) {
  const Table table = read_table("a,b\n1,5\n01,6\nx,7\n1,8\n", keep_texts());
  EXPECT_EQ(table.columns[0].texts, (Lines{"01", "1", "x"}));
  EXPECT_EQ(test::values_of(table), (Numbers{1, 5, 0, 6, 2, 7, 1, 8}));
}

TEST(TextsInTable, AreDroppedWithANote) {
  const Table table = read_table("id,a,kind\nu,1,3\nv,2,x\n", drop_texts());
  EXPECT_EQ(column_names_of(table), Lines{"a"});
  EXPECT_EQ(test::values_of(table), (Numbers{1, 2}));
  EXPECT_EQ(table.notes, Lines{"columns 'id', 'kind': left out, because of texts in it"});
}

TEST(TextsInTable, MayBeMissing) {
  TableOptions options = keep_texts();
  options.missing = MissingValues::kKeep;
  const Table table = read_table("kind\n?\nb\n\"\"\na\n", options);
  EXPECT_EQ(table.columns[0].texts, (Lines{"a", "b"}));
  const Numbers numbers = test::values_of(table);
  EXPECT_TRUE(std::isnan(numbers[0]) && std::isnan(numbers[2]));
  EXPECT_EQ(numbers[1], 1);
  EXPECT_EQ(numbers[3], 0);
}

TEST(TextsInTable, HaveAHeaderOnlyIfAllOfItAreNames) {
  EXPECT_EQ(read_table("red,1\nblue,2\n", keep_texts()).rows, 2);
  EXPECT_EQ(read_table("kind,n\nblue,2\n", keep_texts()).rows, 1);
}

TEST(TextsInTable, AreAtMost65536) {
  std::string text = "name\n";
  for (int i = 0; i < 65536; ++i) text += "a" + std::to_string(i) + '\n';
  EXPECT_EQ(read_table(text, keep_texts()).columns[0].texts.size(), 65536U);
  EXPECT_EQ(refusal_of(text + "b\n", keep_texts()),
            "3: t.csv:65538: column 1 (\"name\"): expected at most 65536 different texts, found "
            "more / use --drop_columns name to leave it out");
}

// 1577836800 is 2020-01-01T00:00:00Z.
TEST(DatesInTable, BecomeSeconds) {
  const Table table = read_table("when,a\n2020-01-01,1\n2020-01-02 00:00:30,2\n");
  EXPECT_EQ(table.columns[0].kind, ColumnKind::kDate);
  EXPECT_EQ(test::values_of(table), (Numbers{1577836800, 1, 1577923230, 2}));
  EXPECT_EQ(table.notes, Lines{"column 'when': dates become seconds since 1970, UTC"});
}

TEST(DatesInTable, AreTextsBesideOtherTexts) {
  const Table table = read_table("when\n2020-01-01\nnever\n", keep_texts());
  EXPECT_EQ(table.columns[0].texts, (Lines{"2020-01-01", "never"}));
  EXPECT_EQ(refusal_of("when\n2020-01-01\n2020-02-30\n").substr(0, 8), "3: t.csv");
}

TEST(HeaderOfTable, CanBeGiven) {
  TableOptions options;
  options.header = HeaderRow::kYes;
  EXPECT_EQ(column_names_of(read_table("0,1\n5,6\n", options)), (Lines{"0", "1"}));
  options.header = HeaderRow::kNo;
  options.texts = TextColumns::kKeep;
  EXPECT_EQ(read_table("kind,n\nblue,x\n", options).rows, 2);
}

TEST(HeaderOfTable, GetsUniqueNames) {
  const Table table = read_table("a,,a\n1,2,3\n");
  EXPECT_EQ(column_names_of(table), (Lines{"a", "column_2", "a.1"}));
  EXPECT_EQ(table.notes.size(), 2U);
}

TEST(ColumnsOfTable, AreChosen) {
  const std::string text = "a,b,c,y\n1,2,x,p\n3,4,,q\n";
  TableOptions options;
  options.label_column = "y";
  options.columns = Lines{"b", "a"};
  EXPECT_EQ(test::values_of(read_table(text, options)), (Numbers{1, 2, 3, 4}));
  options.columns = std::nullopt;
  options.drop_columns = Lines{"c", "0"};
  EXPECT_EQ(column_names_of(read_table(text, options)), Lines{"b"});
}

TEST(ColumnsOfTable, KeepAnIndexThatWasAskedFor) {
  TableOptions options;
  options.columns = Lines{"index", "a"};
  EXPECT_EQ(test::values_of(read_table("index,a\n0,5\n1,6\n", options)), (Numbers{0, 5, 1, 6}));
  options = keep_texts();
  options.columns = Lines{"0-1"};
  EXPECT_EQ(test::values_of(read_table(",a\nx,5\ny,6\n", options)), (Numbers{0, 5, 1, 6}));
}

TEST(MarksOfTable, AreFoundByContent) {
  const Table table = read_table("a;b\n0,5;1\n12,25;1.234,5\n");
  EXPECT_EQ(test::values_of(table), (Numbers{0.5, 1, 12.25, 1234.5}));
  EXPECT_EQ(table.notes, Lines{"numbers have decimal mark ',' and thousands mark '.'"});
  EXPECT_EQ(test::values_of(read_table("0,5;1\n12,25;2\n")), (Numbers{0.5, 1, 12.25, 2}));
  EXPECT_EQ(test::values_of(read_table("0,5;1,5;2,5\n")), (Numbers{0.5, 1.5, 2.5}));
  EXPECT_EQ(test::values_of(read_table("a,b\n\"1,234\",5\n\"2,345,678\",6\n")),
            (Numbers{1234, 5, 2345678, 6}));
}

TEST(MarksOfTable, CanBeGiven) {
  TableOptions options;
  options.numbers = NumberFormat{',', '\0'};
  EXPECT_EQ(test::values_of(read_table("a;b\n1,234;5\n", options)), (Numbers{1.234, 5}));
  options.numbers = NumberFormat{};
  EXPECT_EQ(refusal_of("a;b\n0,5;1\n", options),
            "3: t.csv:2: column 1 (\"a\"): expected a number, found '0,5' / use --decimal or "
            "--thousands to name other marks in numbers");
}

TEST(MarksOfTable, AreRefusedIfTheyFitTwoReadings) {
  EXPECT_TRUE(refusal_of("a;b\n1,234;5\n").starts_with("3: t.csv:2: column 1 (\"a\"): "))
      << refusal_of("a;b\n1,234;5\n");
}

TEST(ValuesOfTable, AreFloatsWhileTheseHoldThem) {
  using Floats = TableValues::Floats;
  EXPECT_TRUE(std::holds_alternative<Floats>(read_table("1,0.5\n16777216,3\n").values.list()));
  const Table wide = read_table("1,0.5\n16777217,3\n");
  EXPECT_FALSE(std::holds_alternative<Floats>(wide.values.list()));
  EXPECT_EQ(test::values_of(wide), (Numbers{1, 0.5, 16777217, 3}));
}

TEST(HeaderOfTextTable, MayLeaveTheIndexUnnamed) {
  const Table table = read_table(",age,town\n0,30,Ulm\n1,40,Bonn\n", keep_texts());
  EXPECT_EQ(column_names_of(table), (Lines{"age", "town"}));
  EXPECT_EQ(test::values_of(table), (Numbers{30, 1, 40, 0}));
}

}  // namespace
}  // namespace sae::format
