// SPDX-License-Identifier: MIT
// Tests of reading numeric tables from any program.
#include "format/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "support/failure.h"
#include "support/table_values.h"

namespace sae::format {
namespace {

using Values = std::vector<double>;
using Classes = std::vector<std::int64_t>;
using Names = std::vector<std::string>;

TableOptions labels_in(const std::string& column) {
  TableOptions options;
  options.label_column = column;
  return options;
}

Table table_of(const std::string& text, const TableOptions& options = {}) {
  return parse_table(text, "data.csv", options);
}

Names names_of(const Table& table) {
  Names names;
  if (!table.has_names) return names;
  for (const TableColumn& column : table.columns) names.push_back(column.name);
  return names;
}

// The message without exit code and name.
std::string table_refusal(const std::string& text, const TableOptions& options = {}) {
  const std::string failure = test::failure([&] { table_of(text, options); });
  return failure.starts_with("3: data.csv:") ? failure.substr(12) : failure;
}

std::string table_hint(const std::string& text, const TableOptions& options = {}) {
  return test::hint([&] { table_of(text, options); });
}

TEST(ParseTable, ReadsNumbersWithoutAHeader) {
  const Table table = table_of("1,-2.5\n+3,4e-2\n");
  EXPECT_EQ(table.rows, 2);
  EXPECT_EQ(table.columns.size(), 2U);
  EXPECT_EQ(test::values_of(table), (Values{1, -2.5, 3, 0.04}));
  EXPECT_FALSE(table.has_names);
  EXPECT_TRUE(table.labels.empty());
  EXPECT_TRUE(table.class_names.empty());
}

TEST(ParseTable, ReadsAHeader) {
  const Table table = table_of("sepal,\"petal, cm\"\n1,2\n");
  EXPECT_EQ(names_of(table), (Names{"sepal", "petal, cm"}));
  EXPECT_EQ(table.rows, 1);
  EXPECT_EQ(test::values_of(table), (Values{1, 2}));
  // One name is enough; names may begin like numbers.
  EXPECT_EQ(names_of(table_of("1,x\n1,2\n")), (Names{"1", "x"}));
  EXPECT_EQ(names_of(table_of("1x1,1x2\n1,2\n")), (Names{"1x1", "1x2"}));
  EXPECT_EQ(names_of(table_of("e1,e2\n1,2\n")), (Names{"e1", "e2"}));
  EXPECT_EQ(names_of(table_of(",x\n3,2\n")), (Names{"column_1", "x"}));
}

TEST(ParseTable, AcceptsTextOfOtherPrograms) {
  const Values values{1, 2, 3, 4};
  EXPECT_EQ(test::values_of(table_of("1\t2\n3\t4\n")), values);
  EXPECT_EQ(test::values_of(table_of("1;2\r\n3;4")), values);
  EXPECT_EQ(test::values_of(table_of(" 1 , 2 \n 3,4  \n\n \n")), values);
  EXPECT_EQ(test::values_of(table_of("\"1\",\" 2 \"\n\"3\",\"+4\"\n")), values);
  EXPECT_EQ(test::values_of(table_of("\xef\xbb\xbf"
                                     "1,2\n3,4\n")),
            values);
  EXPECT_EQ(names_of(table_of("\xef\xbb\xbf\"x\"\n1\n")), Names{"x"});
  EXPECT_EQ(table_of("1\n2\n3\n4\n").columns.size(), 1U);
}

TEST(ParseTable, ReadsNamesFromTheCommentBeforeTheRows) {
  const Table table = table_of("# a b c\n1.0e+00 2.0e+00 3.5e-01\n4 5 6\n");
  EXPECT_EQ(names_of(table), (Names{"a", "b", "c"}));
  EXPECT_EQ(test::values_of(table), (Values{1, 2, 0.35, 4, 5, 6}));
  const Table labelled = table_of("# a,y\n1,x\n2,z\n", labels_in("y"));
  EXPECT_EQ(labelled.class_names, (Names{"x", "z"}));
  EXPECT_EQ(names_of(labelled), Names{"a"});
  EXPECT_EQ(test::values_of(labelled), (Values{1, 2}));
  EXPECT_EQ(table_refusal("# a,b\n1,2\n3,x\n"),
            "3: column 2 (\"b\"): expected a number, found 'x'");
  // A header row has precedence over a comment; a commented-out row of numbers is not a header.
  EXPECT_EQ(names_of(table_of("# by me, today\na,b\n1,2\n")), (Names{"a", "b"}));
  EXPECT_EQ(names_of(table_of("# 0,1\n1,2\n")), Names{});
}

TEST(ParseTable, TreatsAnEmptyFieldAsMissing) {
  const std::string number = ": expected a number, found ''";
  EXPECT_EQ(table_refusal("1,,2\n3,4,5\n"), "1: column 2" + number);
  EXPECT_EQ(table_refusal("1\t\t2\n3\t4\t5\n"), "1: column 2" + number);
  EXPECT_EQ(table_refusal("1,2,\n3,4,5\n"), "1: column 3" + number);
  EXPECT_EQ(table_refusal("a,b,c\n3,4,\n"), "2: column 3 (\"c\")" + number);
  EXPECT_EQ(test::values_of(table_of("1,2,\n3,4,\n")), (Values{1, 2, 3, 4}));
  EXPECT_EQ(table_of("1,a,\n3,b,\n", labels_in("-1")).class_names, (Names{"a", "b"}));
}

constexpr const char* kIndexNote = "column 1 counts the rows: dropped as an index";

TEST(ParseTable, DropsAnIndexColumn) {
  const Names names{"a", "b"};
  for (const std::string name : {"", "\"\"", "index", "Unnamed: 0"}) {
    for (const std::string rows : {"0,5,6\n1,7,8\n2,9,3\n", "1,5,6\n2,7,8\n3,9,3\n"}) {
      const Table table = table_of(name + ",a,b\n" + rows);
      EXPECT_EQ(table.notes, Names{kIndexNote}) << name;
      EXPECT_EQ(table.columns.size(), 2U) << name;
      EXPECT_EQ(names_of(table), names) << name;
      EXPECT_EQ(test::values_of(table), (Values{5, 6, 7, 8, 9, 3})) << name;
    }
  }
  const Table labelled = table_of(",y,a\n0,x,6\n1,z,8\n", labels_in("y"));
  EXPECT_EQ(test::values_of(labelled), (Values{6, 8}));
  EXPECT_EQ(labelled.labels, (Classes{0, 1}));
}

constexpr const char* kRowNamesNote =
    "column 1 has texts and no name: left out, as it names the rows";

// R's write.csv and write.table, and pandas with an index of texts.
TEST(ParseTable, LeavesOutNamesOfRows) {
  for (const std::string text :
       {"\"\",\"a\",\"b\"\n\"Mazda RX4\",5,6\n\"Datsun 710\",7,8\n\"280Z\",9,3\n",
        "\"a\" \"b\"\n\"Mazda RX4\" 5 6\n\"280Z\" 7 8\n\"280Z\" 9 3\n",
        ",a,b\nx,5,6\n2,7,8\n,9,3\n"}) {
    const Table table = table_of(text);
    EXPECT_EQ(table.notes, Names{kRowNamesNote}) << text;
    EXPECT_EQ(names_of(table), (Names{"a", "b"})) << text;
    EXPECT_EQ(test::values_of(table), (Values{5, 6, 7, 8, 9, 3})) << text;
  }
}

TEST(ParseTable, KeepsTextsThatDoNotNameRows) {
  EXPECT_EQ(table_refusal("id,a\nx,5\ny,6\n"),
            "2: column 1 (\"id\"): expected a number, found 'x'");
  EXPECT_EQ(table_refusal(",a\n0,5\ny,6\n"),
            "3: column 1 (\"column_1\"): expected a number, found 'y'");
  const Table dates = table_of(",a\n1970-01-01,5\n1970-01-02,6\n");
  EXPECT_EQ(test::values_of(dates), (Values{0, 5, 86400, 6}));
}

TEST(ParseTable, KeepsColumnsThatAreNotAnIndex) {
  const auto columns = [](const std::string& text, const TableOptions& options = {}) {
    const Table table = table_of(text, options);
    EXPECT_EQ(std::ranges::count(table.notes, kIndexNote), 0) << text;
    return table.columns.size();
  };
  EXPECT_EQ(columns(",a\n0,5\n2,6\n"), 2U);
  EXPECT_EQ(columns(",a\n2,5\n3,6\n"), 2U);
  EXPECT_EQ(columns("id,a\n0,5\n1,6\n"), 2U);
  EXPECT_EQ(columns("a,\n5,0\n6,1\n"), 2U);
  EXPECT_EQ(columns("0,5\n1,6\n"), 2U);
  EXPECT_EQ(columns("index\n0\n1\n"), 1U);
  EXPECT_EQ(columns("index,a\n0,5\n1,6\n", labels_in("0")), 1U);
}

TEST(ParseTable, NamesLineAndColumnOfInvalidNumbers) {
  const std::string number = ": expected a number, found ";
  const std::string names = "sepal,width,petal\n1,2,3\n";
  EXPECT_EQ(table_refusal(names + "1,2,\n"), "3: column 3 (\"petal\")" + number + "''");
  EXPECT_EQ(table_refusal(names + "1,NA,3\n"), "3: column 2 (\"width\")" + number + "'NA'");
  EXPECT_EQ(table_refusal("1,2\nnan,3\n"), "2: column 1" + number + "'nan'");
  EXPECT_EQ(table_refusal("1,2\n3,-inf\n"), "2: column 2: expected a finite number, found '-inf'");
  EXPECT_EQ(table_refusal("1,2\n3,1e999\n"), "2: column 2" + number + "'1e999'");
  EXPECT_EQ(table_refusal("1,2\n3,0x1\n"), "2: column 2" + number + "'0x1'");
  EXPECT_EQ(table_refusal("1,2\n+-3,1\n"), "2: column 1" + number + "'+-3'");
  EXPECT_EQ(table_refusal("1,2\n++3,1\n"), "2: column 1" + number + "'++3'");
  EXPECT_EQ(table_refusal("1,2\n3 4,1\n"), "2: column 1" + number + "'3 4'");
  EXPECT_EQ(table_refusal("1,2\n3,\"a\"\"b\"\n"), "2: column 2" + number + "'a\"b'");
  // Column numbers count the label column too.
  EXPECT_EQ(table_refusal("a,b,c\n1,x,2\n1,x,?\n", labels_in("b")),
            "3: column 3 (\"c\")" + number + "'?'");
  EXPECT_EQ(table_refusal("a,\"b\n\n\"\n1,2\n3,x\n"),
            "5: column 2 (\"b\\x0a\\x0a\")" + number + "'x'");
}

// A first row with a missing value is not a header; otherwise it would be dropped silently.
TEST(ParseTable, RefusesADamagedFirstRow) {
  const std::string number = ": expected a number, found ";
  for (const std::string field :
       {"", "NA", "n/a", "NaN", "-nan", "null", "?", "-", "1e999", "1-2", "--1"}) {
    EXPECT_EQ(table_refusal("1," + field + "\n3,4\n"), "1: column 2" + number + "'" + field + "'");
  }
}

TEST(ParseTable, RefusesTextWithoutRows) {
  EXPECT_EQ(table_refusal(""), " expected rows of numbers, found an empty text");
  EXPECT_EQ(table_refusal("\xef\xbb\xbf\n \n"), " expected rows of numbers, found an empty text");
  EXPECT_EQ(table_refusal("a,b\n"), " expected rows below the header, found none");
  EXPECT_EQ(table_refusal(std::string("\xff\xfe"
                                      "1\0",
                                      4)),
            " expected text in UTF-8, found UTF-16");
  EXPECT_EQ(table_hint("\xfe\xff"), "save it as UTF-8");
}

TEST(ParseTable, RefusesRaggedRows) {
  EXPECT_EQ(table_refusal("a,b\n1,2\n1,2,3\n"), "3: expected 2 columns, found 3");
  EXPECT_EQ(table_refusal("a,b\n1\n"), "2: expected 2 columns, found 1");
  EXPECT_EQ(table_refusal("1\n\n3\n"), "2: expected a row, found a blank line");
}

// The class name of each row.
Names labels_of(const Table& table) {
  Names labels;
  for (const std::int64_t label : table.labels) {
    labels.push_back(table.class_names.at(static_cast<std::size_t>(label)));
  }
  return labels;
}

TEST(ParseTable, FindsTheLabelColumnByIndexOrName) {
  const std::string text = "a,class,b\n1,7,2\n3,5,4\n";
  for (const std::string column : {"class", "1", "-2"}) {
    const Table table = table_of(text, labels_in(column));
    EXPECT_EQ(labels_of(table), (Names{"7", "5"})) << column;
    EXPECT_EQ(names_of(table), (Names{"a", "b"})) << column;
    EXPECT_EQ(test::values_of(table), (Values{1, 2, 3, 4})) << column;
    EXPECT_EQ(table.columns.size(), 2U) << column;
  }
  EXPECT_EQ(labels_of(table_of(text, labels_in("-1"))), (Names{"2", "4"}));
  EXPECT_EQ(labels_of(table_of(text, labels_in("0"))), (Names{"1", "3"}));
}

TEST(ParseTable, RefusesAMissingLabelColumn) {
  const std::string text = "label,b\n1,2\n";
  EXPECT_EQ(table_refusal(text, labels_in("lable")),
            " expected one column named 'lable' for the labels, found none");
  EXPECT_EQ(table_hint(text, labels_in("lable")), "did you mean 'label'?");
  EXPECT_EQ(table_hint(text, labels_in("quality")), "");
  EXPECT_EQ(table_refusal("b,b\n1,2\n", labels_in("b")),
            " expected one column named 'b' for the labels, found several");
  EXPECT_EQ(table_refusal("1,2\n", labels_in("b")),
            " expected one column named 'b' for the labels, found no header");
  EXPECT_EQ(table_hint("1,2\n", labels_in("b")), "give its index instead");
  EXPECT_EQ(table_refusal(text, labels_in("2")), " expected a label column from -2 to 1, found 2");
  EXPECT_EQ(table_refusal(text, labels_in("-3")),
            " expected a label column from -2 to 1, found -3");
}

TEST(ParseTable, ReadsWholeNumbersAsClasses) {
  const Table table = table_of("1,3\n2,0\n3,3.0\n4,+1\n", labels_in("-1"));
  EXPECT_EQ(table.labels, (Classes{2, 0, 2, 1}));
  EXPECT_EQ(table.class_names, (Names{"0", "1", "3"}));
  EXPECT_EQ(table_of("1,1000000000\n2,-1\n", labels_in("1")).class_names,
            (Names{"-1", "1000000000"}));
}

TEST(ParseTable, SortsOtherLabelsNaturally) {
  const Table table =
      table_of("1,versicolor\n2,setosa\n3,versicolor\n4,\"a,b\"\n", labels_in("-1"));
  EXPECT_EQ(table.rows, 4);
  EXPECT_EQ(table.labels, (Classes{2, 1, 2, 0}));
  EXPECT_EQ(table.class_names, (Names{"a,b", "setosa", "versicolor"}));
  EXPECT_EQ(table_of("1,fold10\n2,fold9\n", labels_in("1")).class_names,
            (Names{"fold9", "fold10"}));
}

TEST(ParseTable, RefusesLabelsThatAreNumbersButNotWhole) {
  EXPECT_EQ(table_refusal("1,0.5\n2,1\n", labels_in("1")),
            " column 2: expected labels that are whole numbers or names, found '0.5'");
}

// The other names are numbers, as pandas writes them for an array.
TEST(ParseTable, DetectsAHeaderByItsLabelOnly) {
  for (const std::string column : {"label", "0"}) {
    const Table table = table_of("label,0,1\n5,2,3\n4,6,7\n", labels_in(column));
    EXPECT_EQ(names_of(table), (Names{"0", "1"})) << column;
    EXPECT_EQ(labels_of(table), (Names{"5", "4"})) << column;
    EXPECT_EQ(test::values_of(table), (Values{2, 3, 6, 7})) << column;
  }
  // With other texts beside it, it is a label too.
  EXPECT_EQ(table_of("a,0\nb,1\n5,2\n", labels_in("0")).rows, 3);
  EXPECT_EQ(table_of("a,0\na,1\n5,2\n", labels_in("0")).rows, 3);
  EXPECT_EQ(table_of("5,0\na,1\n5,2\n", labels_in("0")).rows, 3);
  EXPECT_EQ(table_of("a,0\n", labels_in("0")).class_names, Names{"a"});
  // Names in a comment leave no row for a header, however the labels look.
  const Table named = table_of("# a,y\n1,b\n3,4\n", labels_in("y"));
  EXPECT_EQ(named.rows, 2);
  EXPECT_EQ(named.class_names, (Names{"4", "b"}));
}

TEST(ParseTable, ReadsATableOfLabelsOnly) {
  const Table table = table_of("y\n3\n1\n", labels_in("0"));
  EXPECT_EQ(labels_of(table), (Names{"3", "1"}));
  EXPECT_EQ(table.rows, 2);
  EXPECT_EQ(table.columns.size(), 0U);
  EXPECT_TRUE(test::values_of(table).empty());
}

TEST(ParseTable, RefusesMissingLabels) {
  const std::string label = ": expected a label, found ";
  EXPECT_EQ(table_refusal("a,y\n1,2\n1,\n", labels_in("y")), "3: column 2" + label + "''");
  EXPECT_EQ(table_refusal("1,2\n1,NaN\n", labels_in("1")), "2: column 2" + label + "'NaN'");
}

TEST(ParseTable, RefusesNamesAndLabelsThatAreNotUtf8) {
  EXPECT_EQ(table_refusal("h\xf6he,b\n1,2\n"), " expected column names in UTF-8, found 'h\\xf6he'");
  EXPECT_EQ(table_hint("h\xf6he,b\n1,2\n"), "save it as UTF-8");
  EXPECT_EQ(table_refusal("a,y\n1,M\xfcnchen\n", labels_in("y")),
            "2: column 2: expected a label in UTF-8, found 'M\\xfcnchen'");
  EXPECT_EQ(names_of(table_of("# \xf6\nh\xc3\xb6he,b\n1,2\n")), (Names{"h\xc3\xb6he", "b"}));
}

TEST(ParseTable, RefusesTooManyClassesAndValues) {
  std::string text;
  for (int i = 0; i < 65536; ++i) text += "1,a" + std::to_string(i) + '\n';
  EXPECT_EQ(table_of(text, labels_in("1")).class_names.size(), 65536U);
  EXPECT_EQ(table_refusal(text + "1,b\n", labels_in("1")),
            "65537: column 2: expected at most 65536 classes, found more");
  EXPECT_EQ(table_hint(text + "1,b\n", labels_in("1")), "is this the label column?");
  TableOptions few;
  few.max_values = 4;
  EXPECT_EQ(table_of("1,2\n3,4\n", few).rows, 2);
  EXPECT_EQ(table_refusal("1,2\n3,4\n5,6\n", few), "3: expected at most 4 values, found more");
}

TEST(ParseTable, KeepsMessagesToOneShortLine) {
  const std::string name = "\x1b" + std::string(100'000, 'a');
  EXPECT_EQ(table_refusal(name + "\nx\n"),
            "2: column 1 (\"\\x1b" + std::string(59, 'a') + "...\"): expected a number, found 'x'");
}

// Would take hours if any of these were searched for each field or line.
TEST(ParseTable, TakesLinearTime) {
  constexpr std::size_t kMany = 300'000;
  std::string wide = "0", tall, breaks = "\"";
  for (std::size_t i = 1; i < kMany; ++i) wide += ',' + std::to_string(i);
  for (std::size_t i = 0; i < kMany; ++i) tall += "1\n";
  for (std::size_t i = 0; i < kMany; ++i) breaks += "\n\n";
  EXPECT_EQ(table_of(wide).columns.size(), kMany);
  EXPECT_EQ(table_of(tall + std::string(kMany, '\n')).rows, static_cast<std::int64_t>(kMany));
  std::string tabs, comments;
  for (std::size_t i = 0; i < kMany; ++i) tabs += i % 2 == 0 ? "1\t\t2\n" : "1\t2\n";
  for (std::size_t i = 0; i < kMany; ++i) comments += "# a\n1,2,\n";
  EXPECT_EQ(table_of(tabs).rows, static_cast<std::int64_t>(kMany));
  EXPECT_EQ(table_of(comments).columns.size(), 2U);
  EXPECT_EQ(table_refusal(breaks + "\",b\n1,x\n").substr(0, 19), "600002: column 2 (\"");
}

}  // namespace
}  // namespace sae::format
