// SPDX-License-Identifier: MIT
// Tests of tables that must have the columns of an earlier one.
#include <gtest/gtest.h>

#include <cmath>

#include "format/arff_table.h"
#include "format/table.h"
#include "support/failure.h"

namespace sae::format {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

const std::vector<TableColumn> kTrained = {{"age", ColumnKind::kNumber, {}},
                                           {"town", ColumnKind::kText, {"Bonn", "Ulm"}},
                                           {"since", ColumnKind::kDate, {}}};

TableOptions as_trained(NewTexts new_texts = NewTexts::kRefuse,
                        const std::vector<TableColumn>& columns = kTrained) {
  TableOptions options;
  options.known = {columns, new_texts};
  return options;
}

Numbers numbers_in(const Table& table) {
  Numbers numbers;
  for (std::size_t i = 0; i < table.values.size(); ++i) numbers.push_back(table.values[i]);
  return numbers;
}

Numbers read_known(const std::string& text, const TableOptions& options = as_trained()) {
  return numbers_in(parse_table(text, "n.csv", options));
}

std::string known_refusal(const std::string& text, const TableOptions& options = as_trained()) {
  return test::failure([&] { parse_table(text, "n.csv", options); });
}

TEST(KnownColumns, AreFoundByNameInAnyOrder) {
  const Numbers expected = {30, 1, 86400, 40, 0, 0};
  EXPECT_EQ(read_known("age,town,since\n30,Ulm,1970-01-02\n40,Bonn,1970-01-01\n"), expected);
  EXPECT_EQ(read_known("since,age,town\n1970-01-02,30,Ulm\n1970-01-01,40,Bonn\n"), expected);
}

TEST(KnownColumns, AreFoundByPositionWithoutNames) {
  EXPECT_EQ(read_known("30,Ulm,1970-01-02\n"), (Numbers{30, 1, 86400}));
  std::vector<TableColumn> unnamed = kTrained;
  for (TableColumn& column : unnamed) column.name.clear();
  EXPECT_EQ(read_known("x,y,z\n30,Ulm,1970-01-02\n", as_trained(NewTexts::kRefuse, unnamed)),
            (Numbers{30, 1, 86400}));
  EXPECT_EQ(known_refusal("30,Ulm\n"),
            "3: n.csv: expected 3 columns, as in the training data, found 2");
}

// A first column without a name is not left out if it neither counts nor names the rows.
TEST(KnownColumns, AreThoseOfTheSameTable) {
  const std::string text = ",a\n0,5\n2,6\n";
  const Table table = parse_table(text, "n.csv", {});
  EXPECT_EQ(read_known(text, as_trained(NewTexts::kRefuse, table.columns)), (Numbers{0, 5, 2, 6}));
}

// What looks like a header is a row if the names are in a comment.
TEST(KnownColumns, ShowWhereTheHeaderIs) {
  const std::string text = "# ,a\nx,5\n";
  TableOptions options;
  options.texts = TextColumns::kKeep;
  const Table table = parse_table(text, "n.csv", options);
  EXPECT_EQ(table.columns.size(), 1U);
  EXPECT_EQ(read_known(text, as_trained(NewTexts::kRefuse, table.columns)), Numbers{5});
}

// A value that equals a known name does not make its row a header.
TEST(KnownColumns, MayHaveNumbersAsNames) {
  const std::string text = "# a,44\n1,44\n";
  const Table table = parse_table(text, "n.csv", {});
  EXPECT_EQ(read_known(text, as_trained(NewTexts::kRefuse, table.columns)), (Numbers{1, 44}));

  TableOptions options;
  options.header = HeaderRow::kYes;
  const std::string years = "2019,2020\n5,6\n";
  const std::vector<TableColumn> columns = parse_table(years, "n.csv", options).columns;
  EXPECT_EQ(read_known(years, as_trained(NewTexts::kRefuse, columns)), (Numbers{5, 6}));
  EXPECT_EQ(read_known("2019,7\n5,6\n", as_trained(NewTexts::kRefuse, columns)),
            (Numbers{2019, 7, 5, 6}));
}

TEST(KnownColumns, MayHaveTextsThatAreNames) {
  const std::string text = "# town,a,b\na,5,6\ntown,7,8\n";
  TableOptions options;
  options.texts = TextColumns::kKeep;
  const Table table = parse_table(text, "n.csv", options);
  EXPECT_EQ(read_known(text, as_trained(NewTexts::kRefuse, table.columns)),
            (Numbers{0, 5, 6, 1, 7, 8}));
}

TEST(KnownColumns, LeaveOtherColumnsOutWithANote) {
  TableOptions options = as_trained();
  options.label_column = "kind";
  const Table table =
      parse_table("id,age,kind,town,more,since\nx,30,a,Ulm,,1970-01-02\n", "n.csv", options);
  EXPECT_EQ(numbers_in(table), (Numbers{30, 1, 86400}));
  EXPECT_EQ(table.class_names, (Texts{"a"}));
  EXPECT_EQ(table.columns[1].texts, (Texts{"Bonn", "Ulm"}));
  ASSERT_FALSE(table.notes.empty());
  EXPECT_EQ(table.notes[0], "columns 'id', 'more': left out, because the training data lack them");
}

TEST(KnownColumns, MustBeThere) {
  EXPECT_EQ(known_refusal("age,since\n30,1970-01-02\n"),
            "3: n.csv: expected a column 'town', as in the training data, found none");
}

TEST(KnownColumns, KeepTheirKinds) {
  EXPECT_EQ(known_refusal("age,town,since\nold,Ulm,1970-01-02\n"),
            "3: n.csv:2: column 1 (\"age\"): expected a number, as in the training data, found "
            "'old'");
  EXPECT_EQ(known_refusal("age,town,since\n30,Ulm,yesterday\n"),
            "3: n.csv:2: column 3 (\"since\"): expected a date, as in the training data, found "
            "'yesterday'");
  // A text column may look like numbers.
  const std::vector<TableColumn> codes = {{"code", ColumnKind::kText, {"1", "2"}}};
  EXPECT_EQ(read_known("code\n2\n1\n", as_trained(NewTexts::kRefuse, codes)), (Numbers{1, 0}));
}

TEST(KnownColumns, RefuseOrCountNewTexts) {
  const std::string text = "age,town,since\n30,Kiel,1970-01-02\n";
  EXPECT_EQ(known_refusal(text),
            "3: n.csv:2: column 2 (\"town\"): expected one of the 2 texts of the training "
            "data, found 'Kiel'");
  EXPECT_EQ(read_known(text, as_trained(NewTexts::kCount)), (Numbers{30, 2, 86400}));
}

TEST(KnownColumns, MayHaveMissingValues) {
  TableOptions options = as_trained();
  options.missing = MissingValues::kKeep;
  const Numbers numbers = read_known("age,town,since\n,,\n", options);
  for (const double number : numbers) EXPECT_TRUE(std::isnan(number));
}

TEST(KnownColumns, AreFoundInArffFiles) {
  const std::string head =
      "@relation n\n@attribute since date\n@attribute more numeric\n@attribute town "
      "{Ulm,Bonn,Kiel}\n"
      "@attribute age numeric\n@data\n";
  const auto read = [&](const std::string& row, NewTexts new_texts) {
    return parse_arff_table(head + row, "n.arff", as_trained(new_texts));
  };
  const Table table = read("1970-01-02,7,Ulm,30\n", NewTexts::kRefuse);
  EXPECT_EQ(numbers_in(table), (Numbers{30, 1, 86400}));
  EXPECT_EQ(table.notes, (Texts{"left out, because the training data lack them: 'more'"}));
  EXPECT_EQ(numbers_in(read("1970-01-02,7,Kiel,30\n", NewTexts::kCount)), (Numbers{30, 2, 86400}));
  EXPECT_EQ(test::failure([&] { read("1970-01-02,7,Kiel,30\n", NewTexts::kRefuse); }),
            "3: n.arff:7: column 3 (\"town\"): expected one of the 2 texts of the training data, "
            "found 'Kiel'");
  EXPECT_EQ(
      test::failure([&] {
        parse_arff_table("@relation n\n@attribute age {x}\n@data\nx\n", "n.arff",
                         as_trained(NewTexts::kRefuse, {{"age", {}, {}}}));
      }),
      "3: n.arff: column 1 (\"age\"): expected numbers, as in the training data, found texts");
}

}  // namespace
}  // namespace sae::format
