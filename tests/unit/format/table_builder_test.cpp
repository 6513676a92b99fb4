// SPDX-License-Identifier: MIT
// Tests of collecting the rows of a table.
#include "format/table_builder.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"

namespace sae::format {
namespace {

using Ids = std::vector<std::int64_t>;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
const std::string kName = "t.csv";

std::string place() { return "t.csv:7"; }

void add_row(TableBuilder& builder, double value, bool label_missing = false) {
  builder.begin_row();
  builder.add(value);
  builder.end_row(
      label_missing, [] { return "x"; }, place);
}

TEST(TableBuilder, DropsRowsAndKeepsTheNumbersOfOthers) {
  TableOptions options;
  options.missing = MissingValues::kDropRow;
  TableBuilder builder(kName, options);
  add_row(builder, 1);
  add_row(builder, kMissing);
  add_row(builder, 3);
  add_row(builder, 4, /*label_missing=*/true);
  const Table table = builder.finish({{}}, {"a note"}, "");
  EXPECT_EQ(table.rows, 2);
  EXPECT_EQ(table.file_rows, 4);
  EXPECT_EQ(table.row_ids, (Ids{0, 2}));
  EXPECT_EQ(table.values[1], 3);
  EXPECT_EQ(table.notes, (std::vector<std::string>{
                             "a note", "2 of 4 rows left out, because values are missing"}));
}

TEST(TableBuilder, KeepsMissingValuesOtherwise) {
  TableOptions options;
  options.missing = MissingValues::kKeep;
  TableBuilder builder(kName, options);
  add_row(builder, kMissing);
  const Table table = builder.finish({{}}, {}, "");
  EXPECT_EQ(table.rows, 1);
  EXPECT_TRUE(table.row_ids.empty());
}

TEST(TableBuilder, NumbersClassesInNaturalOrder) {
  const TableOptions options;
  TableBuilder builder(kName, options);
  for (const char* label : {"10", "9", "10"}) {
    builder.begin_row();
    builder.add(0);
    builder.end_row(
        false, [&] { return label; }, place);
  }
  const Table table = builder.finish({{}}, {}, "t.csv: column 2");
  EXPECT_EQ(table.class_names, (std::vector<std::string>{"9", "10"}));
  EXPECT_EQ(table.labels, (Ids{1, 0, 1}));
}

TEST(TableBuilder, SortsTheTextsOfAColumn) {
  const TableOptions options;
  TableBuilder builder(kName, options);
  builder.begin_row();
  for (const double value : {0.0, 0.0}) builder.add(value);
  builder.end_row(place);
  builder.begin_row();
  for (const double value : {1.0, kMissing}) builder.add(value);
  builder.end_row(place);
  using Texts = std::vector<std::string>;
  EXPECT_EQ(builder.sort_texts(0, 2, DistinctTexts({"b", "a"})), (Texts{"a", "b"}));
  EXPECT_EQ(builder.sort_texts(1, 2, DistinctTexts({"10", "2", "x"})), (Texts{"2", "10", "x"}));
  const Table table = builder.finish({{}, {}}, {}, "");
  EXPECT_EQ(table.values[0], 1);
  EXPECT_EQ(table.values[2], 0);
  EXPECT_EQ(table.values[1], 1);
  EXPECT_NE(table.values[3], table.values[3]);
}

TEST(TableBuilder, RefusesTooManyValuesAndTooFewRows) {
  TableOptions options;
  options.max_values = 1;
  EXPECT_EQ(test::failure([&] {
              TableBuilder builder(kName, options);
              add_row(builder, 1);
              add_row(builder, 2);
            }),
            "3: t.csv:7: expected at most 1 values, found more");
  EXPECT_EQ(test::failure([&] { TableBuilder(kName, options).finish({{}}, {}, ""); }),
            "3: t.csv: expected rows below the header, found none");
  options.missing = MissingValues::kDropRow;
  EXPECT_EQ(test::failure([&] {
              TableBuilder builder(kName, options);
              add_row(builder, kMissing);
              builder.finish({{}}, {}, "");
            }),
            "3: t.csv: expected a row without missing values, found none");
}

}  // namespace
}  // namespace sae::format
