// SPDX-License-Identifier: MIT
// Tests of a single pass over a table. Tables as a whole are tested in table_test.cpp.
#include "format/table_reader.h"

#include <gtest/gtest.h>

#include "support/table_values.h"

namespace sae::format {
namespace {

const std::string kTableName = "t.csv";

TEST(TableReader, ReadsAPlainTableInOnePass) {
  TableFacts facts;
  const TableOptions options;
  const std::optional<Table> table =
      TableReader("a,b\n1,2\n3,4\n", kTableName, options, facts).read();
  ASSERT_TRUE(table);
  EXPECT_EQ(test::values_of(*table), (std::vector<double>{1, 2, 3, 4}));
}

TEST(TableReader, AsksForAnotherPassThatKnowsMore) {
  TableFacts facts;
  const TableOptions options;
  const std::string text = "1;2\n3;4,5\n";
  EXPECT_FALSE(TableReader(text, kTableName, options, facts).read());
  EXPECT_TRUE(facts.has_marks);
  EXPECT_FALSE(TableReader(text, kTableName, options, facts).read());
  ASSERT_TRUE(facts.numbers);
  EXPECT_EQ(facts.numbers->decimal, ',');
  const std::optional<Table> table = TableReader(text, kTableName, options, facts).read();
  ASSERT_TRUE(table);
  EXPECT_EQ(test::values_of(*table), (std::vector<double>{1, 2, 3, 4.5}));
}

TEST(TableReader, GivesBlocksToATaker) {
  TableFacts facts;
  const TableOptions options;
  std::vector<std::int64_t> sizes;
  const BlockTaker taker{2, [&](const TableRows& block) {
                           sizes.push_back(block.rows);
                           return true;
                         }};
  const std::optional<Table> table =
      TableReader("1\n2\n3\n", kTableName, options, facts, &taker).read();
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows, 3);
  EXPECT_EQ(table->values.size(), 0U);
  EXPECT_EQ(sizes, (std::vector<std::int64_t>{2, 1}));
}

}  // namespace
}  // namespace sae::format
