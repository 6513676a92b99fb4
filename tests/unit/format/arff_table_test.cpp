// SPDX-License-Identifier: MIT
// Tests of reading ARFF files as tables.
#include "format/arff_table.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/failure.h"
#include "support/table_values.h"

namespace sae::format {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

constexpr const char* kPeople =
    "% people\n@RELATION people\n@attribute age integer\n@attribute 'home town' string\n"
    "@attribute since date yyyy-MM-dd\n@attribute smoker {yes, no}\n@data\n"
    "30, Ulm, 1970-01-02, no\n40, Bonn, 1970-01-01, yes\n?, Ulm, 1970-01-03, ?\n";

Table read_people(const TableOptions& options) {
  return parse_arff_table(kPeople, "p.arff", options);
}

TableOptions options_of(TextColumns texts, MissingValues missing) {
  TableOptions options;
  options.texts = texts;
  options.missing = missing;
  return options;
}

TEST(ArffTable, ReadsEachTypeOfAttribute) {
  const Table table = read_people(options_of(TextColumns::kKeep, MissingValues::kDropRow));
  ASSERT_EQ(table.columns.size(), 4U);
  EXPECT_EQ(table.columns[0].name, "age");
  EXPECT_EQ(table.columns[1].kind, ColumnKind::kText);
  EXPECT_EQ(table.columns[1].texts, (Texts{"Bonn", "Ulm"})) << "in natural order";
  EXPECT_EQ(table.columns[2].kind, ColumnKind::kDate);
  EXPECT_EQ(table.columns[3].texts, (Texts{"yes", "no"})) << "as declared";
  EXPECT_EQ(test::values_of(table), (Numbers{30, 1, 86400, 1, 40, 0, 0, 0}));
  EXPECT_EQ(table.row_ids, (std::vector<std::int64_t>{0, 1}));
}

TEST(ArffTable, KeepsMissingValues) {
  const Table table = read_people(options_of(TextColumns::kKeep, MissingValues::kKeep));
  EXPECT_EQ(table.rows, 3);
  EXPECT_TRUE(std::isnan(table.values[8]));
  EXPECT_TRUE(std::isnan(table.values[11]));
}

TEST(ArffTable, LeavesTextColumnsOut) {
  const Table table = read_people(options_of(TextColumns::kDrop, MissingValues::kKeep));
  ASSERT_EQ(table.columns.size(), 2U);
  EXPECT_EQ(table.columns[1].name, "since");
  EXPECT_EQ(table.notes, (Texts{"left out because of texts: 'home town', 'smoker'"}));
}

TEST(ArffTable, TakesLabelsOfAnyType) {
  TableOptions options = options_of(TextColumns::kKeep, MissingValues::kDropRow);
  options.label_column = "smoker";
  const Table by_name = read_people(options);
  EXPECT_EQ(by_name.class_names, (Texts{"no", "yes"}));
  EXPECT_EQ(by_name.labels, (std::vector<std::int64_t>{0, 1}));
  options.label_column = "0";
  EXPECT_EQ(read_people(options).class_names, (Texts{"30", "40"}));
}

TEST(ArffTable, ReadsTheChosenColumns) {
  TableOptions options;
  options.columns = Texts{"since", "age"};
  options.missing = MissingValues::kKeep;
  const Table table = read_people(options);
  ASSERT_EQ(table.columns.size(), 2U);
  EXPECT_EQ(table.columns[0].name, "age") << "in the order of the file";
}

TEST(ArffTable, RefusesWhatTheOptionsDoNotCover) {
  const auto refusal = [](const TableOptions& options) {
    return test::failure([&] { read_people(options); });
  };
  EXPECT_EQ(refusal({}), "3: p.arff: column 2 (\"home town\"): expected numbers, found texts");
  EXPECT_EQ(refusal(options_of(TextColumns::kKeep, MissingValues::kRefuse)),
            "3: p.arff:10: column 1 (\"age\"): expected a value, found ?");
  EXPECT_EQ(
      test::failure([] {
        parse_arff_table("@relation t\n@attribute d date dd.MM.yyyy\n@data\n01.02.2026\n",
                         "t.arff");
      }),
      "3: t.arff:4: column 1 (\"d\"): expected an ISO date such as 2026-11-28T09:30:00, found "
      "'01.02.2026'");
}

TEST(LooksLikeArff, LooksForADeclarationBelowComments) {
  EXPECT_TRUE(looks_like_arff("% made\r\n\n  @Relation x\n"));
  EXPECT_TRUE(looks_like_arff("\xef\xbb\xbf@attribute x numeric"));
  EXPECT_FALSE(looks_like_arff("@data\n1\n"));
  EXPECT_FALSE(looks_like_arff("1,2\n@relation\n"));
  EXPECT_FALSE(looks_like_arff("% only a comment"));
}

}  // namespace
}  // namespace sae::format
