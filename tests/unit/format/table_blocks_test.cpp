// SPDX-License-Identifier: MIT
// Tests of tables that are read in blocks.
#include "format/table_blocks.h"

#include <gtest/gtest.h>

#include <string>

#include "support/failure.h"
#include "support/table_values.h"

namespace sae::format {
namespace {

TableOptions with_columns(std::vector<TableColumn> columns) {
  TableOptions options;
  options.known = KnownColumns{std::move(columns), NewTexts::kCount};
  options.missing = MissingValues::kDropRow;
  return options;
}

TableColumn numbers(std::string name) { return {std::move(name), ColumnKind::kNumber, {}}; }

/// All blocks as one table.
Table joined(const TableBlocks& blocks, std::int64_t rows) {
  Table table = blocks.table();
  table.rows = 0;
  table.values = {};
  blocks.read(rows, [&](const TableRows& block) {
    EXPECT_LE(block.rows, rows);
    EXPECT_EQ(std::ssize(block.row_ids), block.rows);
    table.rows += block.rows;
    for (std::size_t i = 0; i < block.values.size(); ++i) table.values.add(block.values[i]);
    table.labels.insert(table.labels.end(), block.labels.begin(), block.labels.end());
    table.row_ids.insert(table.row_ids.end(), block.row_ids.begin(), block.row_ids.end());
    return true;
  });
  return table;
}

void expect_same(const Table& found, const Table& expected) {
  EXPECT_EQ(found.rows, expected.rows);
  EXPECT_EQ(test::values_of(found), test::values_of(expected));
  EXPECT_EQ(found.labels, expected.labels);
  EXPECT_EQ(found.class_names, expected.class_names);
  EXPECT_EQ(found.notes, expected.notes);
  EXPECT_EQ(found.file_rows, expected.file_rows);
  std::vector<std::int64_t> ids = expected.row_ids;
  for (std::int64_t row = 0; expected.row_ids.empty() && row < expected.rows; ++row)
    ids.push_back(row);
  EXPECT_EQ(found.row_ids, ids);
}

TEST(TableBlocks, HaveFloatsIfOnlyADiscardedPassSawDoubles) {
  // The first pass reads blocks of 1.001, until the last line shows that this is 1001.
  std::string text;
  for (int row = 0; row < 1100; ++row) text += "1.001;2\n";
  text += "1,5;2\n";
  const TableBlocks blocks(text, "t.csv", with_columns({numbers(""), numbers("")}));
  EXPECT_EQ(blocks.table().rows, 1101);
  EXPECT_FALSE(blocks.has_doubles());
}

TEST(TableBlocks, RefuseLabelsThatWereAddedInBetween) {
  std::string text = "a,kind\n1,x\n2,x\n3,x\n";
  TableOptions options = with_columns({numbers("a")});
  options.label_column = "kind";
  const TableBlocks blocks(text, "t.csv", options);
  text[text.size() - 2] = 'y';
  EXPECT_EQ(test::failure([&] { blocks.read(9, [](const TableRows&) { return true; }); }),
            "3: t.csv: expected the labels of the first reading, found another (was it changed?)");
}

TEST(TableBlocks, HaveTheRowsOfTheWholeTable) {
  const std::string text = "b,kind,a\n1,z,2\n3,x,\n5,z,6.25\n7,10,8\n9,9,1e300\n";
  TableOptions options = with_columns({numbers("a"), numbers("b")});
  options.label_column = "kind";
  const Table expected = parse_table(text, "t.csv", options);
  ASSERT_EQ(expected.rows, 4);
  const TableBlocks blocks(text, "t.csv", options);
  EXPECT_TRUE(blocks.has_doubles());
  EXPECT_EQ(blocks.table().rows, 4);
  for (const std::int64_t rows : {1, 2, 3, 4, 100}) expect_same(joined(blocks, rows), expected);
}

TEST(TableBlocks, HaveTheRowsThatSeveralPassesFind) {
  // The last line shows the decimal mark, and the labels that the first line is a header.
  const std::string text = "1;2;species\n3;4;5\n6;7,5;8\n";
  TableOptions options = with_columns({numbers(""), numbers("")});
  options.label_column = "2";
  const Table expected = parse_table(text, "t.csv", options);
  ASSERT_EQ(expected.rows, 2);
  const TableBlocks blocks(text, "t.csv", options);
  EXPECT_FALSE(blocks.has_doubles());
  for (const std::int64_t rows : {1, 2, 5}) expect_same(joined(blocks, rows), expected);
}

TEST(TableBlocks, EncodeKnownTexts) {
  TableColumn colours{"colour", ColumnKind::kText, {"blue", "red"}};
  const std::string text = "colour\nred\ngreen\nblue\n";
  const TableOptions options = with_columns({colours});
  expect_same(joined(TableBlocks(text, "t.csv", options), 2), parse_table(text, "t.csv", options));
}

TEST(TableBlocks, EndWhereNoMoreIsWanted) {
  const TableBlocks blocks("1\n2\n3\n4\n", "t.csv", with_columns({numbers("")}));
  int calls = 0;
  blocks.read(1, [&](const TableRows&) { return ++calls < 2; });
  EXPECT_EQ(calls, 2);
}

TEST(TableBlocks, RefuseWhatTheWholeTableRefuses) {
  const TableOptions options = with_columns({numbers("a")});
  for (const std::string text : {"a\n1\nx\n", "b\n1\n", "a\n"}) {
    const std::string expected = test::failure([&] { parse_table(text, "t.csv", options); });
    EXPECT_NE(expected, "no error");
    EXPECT_EQ(test::failure([&] { TableBlocks(text, "t.csv", options); }), expected);
  }
}

}  // namespace
}  // namespace sae::format
