// SPDX-License-Identifier: MIT
// Tests of reading ARFF files; expected values by hand from Weka's description of the format.
#include "format/arff.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "support/failure.h"

namespace sae::format {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using Texts = std::vector<std::string>;

// Contents of all fields; "?" is missing, and a text of it "'?'".
Rows arff_rows(const std::string& text) {
  ArffReader reader(text, "x.arff");
  Rows rows;
  while (reader.next()) {
    rows.emplace_back();
    for (const ArffField& field : reader.fields()) {
      rows.back().emplace_back(field.content == "?" && !field.missing ? "'?'" : field.content);
    }
  }
  return rows;
}

// The message without exit code and name.
std::string arff_refusal(const std::string& text) {
  const std::string failure = test::failure([&] { arff_rows(text); });
  return failure.starts_with("3: x.arff:") ? failure.substr(10) : failure;
}

std::string arff_hint(const std::string& text) {
  return test::hint([&] { arff_rows(text); });
}

std::vector<ArffAttribute> attributes_of(const std::string& declarations) {
  const std::string text = declarations + "\n@data\n";
  return ArffReader(text, "x.arff").attributes();
}

// Header of five lines: a number, a nominal value and two numbers.
const std::string kFour =
    "@attribute x real\n@attribute kind {red,'dark blue'}\n"
    "@attribute y integer\n@attribute z numeric\n@data\n";

TEST(ArffReader, ReadsAFileOfWeka) {
  const std::string text =
      "% made\n@relation t\n@attribute x numeric\n@attribute kind {red,'dark blue',green}\n"
      "@attribute y real\n@data\n0.355,red,0.0372\n0.6857,green,0.2301\n\n% more\n"
      "0.1706,'dark blue',?\n";
  ArffReader reader(text, "t.arff");
  ASSERT_EQ(reader.attributes().size(), 3U);
  EXPECT_EQ(reader.attributes()[0].name, "x");
  EXPECT_EQ(reader.attributes()[0].type, ArffType::kNumeric);
  EXPECT_EQ(reader.attributes()[1].name, "kind");
  EXPECT_EQ(reader.attributes()[1].type, ArffType::kNominal);
  EXPECT_EQ(reader.attributes()[1].values, (Texts{"red", "dark blue", "green"}));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.place(), "t.arff:7");
  EXPECT_EQ(reader.number(0), 0.355);
  EXPECT_EQ(reader.fields()[1].content, "red");
  EXPECT_EQ(reader.fields()[1].value_index, 0U);
  EXPECT_EQ(reader.number(2), 0.0372);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.fields()[1].value_index, 2U);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.place(), "t.arff:11");
  EXPECT_EQ(reader.fields()[1].content, "dark blue");
  EXPECT_EQ(reader.fields()[1].value_index, 1U);
  EXPECT_TRUE(reader.fields()[2].missing);
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.next());
}

TEST(ArffReader, ReadsEveryType) {
  const auto attributes = attributes_of(
      "@attribute a numeric\n@attribute b REAL\n@ATTRIBUTE c Integer\n@Attribute d string\n"
      "@attribute e date\n@attribute f DATE \"yyyy-MM-dd'T'HH:mm\"\n@attribute g date yyyy\n"
      "@attribute h{a}");
  std::vector<ArffType> types;
  for (const ArffAttribute& attribute : attributes) types.push_back(attribute.type);
  EXPECT_EQ(types, (std::vector{ArffType::kNumeric, ArffType::kNumeric, ArffType::kNumeric,
                                ArffType::kString, ArffType::kDate, ArffType::kDate,
                                ArffType::kDate, ArffType::kNominal}));
  EXPECT_EQ(attributes[4].date_format, "");
  EXPECT_EQ(attributes[5].date_format, "yyyy-MM-dd'T'HH:mm");
  EXPECT_EQ(attributes[6].date_format, "yyyy");
}

TEST(ArffReader, ReadsNamesAndValuesWithQuotesAndWhiteSpace) {
  const auto attributes = attributes_of(
      "@relation 'a b'\n@attribute\t'petal length'\t real % cm\n"
      "@attribute \"it\\'s\"\t{ 'a b' ,\"c\", d\te }\n@attribute'' real\n@attribute b\xc3\xa4 "
      "real");
  EXPECT_EQ(attributes[0].name, "petal length");
  EXPECT_EQ(attributes[1].name, "it's");
  EXPECT_EQ(attributes[1].values, (Texts{"a b", "c", "d", "e"}));
  EXPECT_EQ(attributes[2].name, "");
  EXPECT_EQ(attributes[3].name, "b\xc3\xa4");
}

TEST(ArffReader, IgnoresRangesAndWeightsAfterTypes) {
  EXPECT_EQ(attributes_of("@attribute a real [0, 1]\n@attribute b {x,y} {0.5}\n"
                          "@attribute c date {2}\n@attribute d date yyyy {2}")
                .size(),
            4U);
  EXPECT_EQ(arff_refusal("@attribute a real {x}\n"),
            "1: expected a number as the weight, found 'x'");
  EXPECT_EQ(arff_refusal("@attribute a real x\n"),
            "1: expected the end of the line after the type, found 'x'");
  EXPECT_EQ(arff_refusal("@attribute a {x} {y}\n"),
            "1: expected a number as the weight, found 'y'");
}

TEST(ArffReader, RefusesOtherDeclarations) {
  const std::string types = "expected numeric, real, integer, string, date or values in braces, ";
  EXPECT_EQ(arff_refusal("\n@attribute petal length real\n"), "2: " + types + "found 'length'");
  EXPECT_EQ(arff_hint("@attribute petal length real\n"),
            "write an attribute name that contains spaces in quotes");
  EXPECT_EQ(arff_refusal("@attribute a Relational\n"), "1: " + types + "found 'Relational'");
  EXPECT_EQ(arff_hint("@attribute a Relational\n"), "relational attributes are not supported");
  EXPECT_EQ(arff_refusal("@attribute a\n"), "1: " + types + "found the end of the line");
  EXPECT_EQ(arff_refusal("@attribute\n"),
            "1: expected an attribute name, found the end of the line");
  EXPECT_EQ(arff_refusal("@attribute a real\n@atribute b real\n"),
            "2: expected @relation, @attribute or @data, found '@atribute'");
  EXPECT_EQ(arff_hint("@atribute b real\n"), "did you mean @attribute?");
  EXPECT_EQ(arff_hint("@inputs b\n"), "");
  EXPECT_EQ(arff_refusal("@attribute \xe4 real\n"),
            "1: expected an attribute name in UTF-8, found '\\xe4'");
  EXPECT_EQ(arff_refusal("@attribute a real\n@attribute b real\n@attribute a string\n"),
            "3: expected unique attribute names, found 'a' again");
}

TEST(ArffReader, RefusesOtherNominalValues) {
  EXPECT_EQ(arff_refusal("@attribute a {}\n"), "1: expected a nominal value, found '}'");
  EXPECT_EQ(arff_refusal("@attribute a {x,,y}\n"), "1: expected a nominal value, found ','");
  EXPECT_EQ(arff_refusal("@attribute a {x,}\n"), "1: expected a nominal value, found '}'");
  EXPECT_EQ(arff_refusal("@attribute a {x,\ny}\n"),
            "1: expected a nominal value, found the end of the line");
  EXPECT_EQ(arff_refusal("@attribute a {x\n"),
            "1: expected a comma or '}', found the end of the line");
  EXPECT_EQ(arff_refusal("@attribute a {x{y}\n"), "1: expected a nominal value, found '{'");
  EXPECT_EQ(arff_refusal("@attribute a {New York, New Orleans}\n"),
            "1: expected unique nominal values, found 'New' again");
  EXPECT_EQ(arff_hint("@attribute a {New York, New Orleans}\n"),
            "write values that contain spaces in quotes");
  EXPECT_EQ(arff_refusal("@attribute a {x,'\xff'}\n"),
            "1: expected a nominal value in UTF-8, found '\\xff'");
}

TEST(ArffReader, NeedsAttributesDataAndRows) {
  const std::string end = " expected @data after the attributes, found the end of the file";
  EXPECT_EQ(arff_refusal(""), end);
  EXPECT_EQ(arff_refusal("@attribute a real\n% @data\n"), end);
  EXPECT_EQ(arff_refusal("@attribute a real\n5.1\n"),
            "2: expected @relation, @attribute or @data, found '5.1'");
  EXPECT_EQ(arff_hint("@attribute a real\n5.1\n"), "write a line @data before the rows");
  EXPECT_EQ(arff_refusal("@relation a\n@data\n1\n"),
            "2: expected an @attribute before @data, found none");
  EXPECT_EQ(arff_refusal(kFour + "\n% 1,red,2,3\n"), " expected rows after @data, found none");
  EXPECT_EQ(arff_refusal("@attribute a real\n@data 1\n"),
            "2: expected the end of the line after @data, found '1'");
}

TEST(ArffReader, ReadsDenseRows) {
  EXPECT_EQ(
      arff_rows(kFour + "1,red,2,3\n +1.5 ,\t'dark blue'\t-2e3 , ? % x\r\n'7',\"red\",'8','?'"),
      (Rows{{"1", "red", "2", "3"}, {"+1.5", "dark blue", "-2e3", "?"}, {"7", "red", "8", "'?'"}}));
  EXPECT_EQ(arff_rows("@RELATION x\r@ATTRIBUTE s STRING\r@DATA\r'a\\nb'\r?\r"),
            (Rows{{"a\nb"}, {"?"}}));
  EXPECT_EQ(arff_rows("\xef\xbb\xbf@attribute d date yyyy\n@data %\n2001\n"), (Rows{{"2001"}}));
}

TEST(ArffReader, IgnoresInstanceWeights) {
  EXPECT_EQ(arff_rows(kFour + "1,red,2,3,{0.5}\n1,red,2,3 { 2 }\n{0 4}, {3}\n{}{1}\n"),
            (Rows{{"1", "red", "2", "3"},
                  {"1", "red", "2", "3"},
                  {"4", "red", "0", "0"},
                  {"0", "red", "0", "0"}}));
  EXPECT_EQ(arff_refusal(kFour + "1,red,2,{3},4\n"),
            "6: expected the end of the line after the weight, found ','");
  EXPECT_EQ(arff_refusal(kFour + "1,red,2,{3}\n"), "6: expected 4 values, found 3");
  EXPECT_EQ(arff_refusal(kFour + "{0 1} x\n"), "6: expected a weight in braces, found 'x'");
}

TEST(ArffReader, ReadsSparseRows) {
  EXPECT_EQ(arff_rows(kFour + "{0 5.1, 3 -2}\n{1 'dark blue',2\t?}\n{ }\n{1 ?}\n{}\n"
                              "1,'dark blue',2,3\n{3 1 }\n"),
            (Rows{{"5.1", "red", "0", "-2"},
                  {"0", "dark blue", "?", "0"},
                  {"0", "red", "0", "0"},
                  {"0", "?", "0", "0"},
                  {"0", "red", "0", "0"},
                  {"1", "dark blue", "2", "3"},
                  {"0", "red", "0", "1"}}));
  ArffReader reader("@attribute k {a,b}\n@data\n{0 b}\n{0 ?}\n{}\n", "x");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.fields()[0].value_index, 1U);
  ASSERT_TRUE(reader.next());
  EXPECT_TRUE(reader.fields()[0].missing);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.fields()[0].value_index, 0U);
  EXPECT_FALSE(reader.fields()[0].missing);
}

TEST(ArffReader, RefusesOtherSparseRows) {
  EXPECT_EQ(arff_refusal(kFour + "{4 1}\n"), "6: expected an index from 0 to 3, found '4'");
  EXPECT_EQ(arff_refusal(kFour + "{-1 1}\n"), "6: expected an index from 0 to 3, found '-1'");
  EXPECT_EQ(arff_refusal(kFour + "{x 1}\n"), "6: expected an index from 0 to 3, found 'x'");
  EXPECT_EQ(arff_refusal(kFour + "{2 1, 0 1}\n"), "6: expected ascending indices, found 0 after 2");
  EXPECT_EQ(arff_refusal(kFour + "{2 1, 2 1}\n"), "6: expected ascending indices, found 2 after 2");
  EXPECT_EQ(arff_refusal(kFour + "{0}\n"), "6: expected a value after the index, found '}'");
  EXPECT_EQ(arff_refusal(kFour + "{0,1}\n"), "6: expected a value after the index, found ','");
  EXPECT_EQ(arff_refusal(kFour + "{0 1,}\n"), "6: expected an index, found '}'");
  EXPECT_EQ(arff_refusal(kFour + "{0 1\n"),
            "6: expected a comma or '}', found the end of the line");
  EXPECT_EQ(arff_refusal(kFour + "{\n"), "6: expected an index, found the end of the line");
  EXPECT_EQ(arff_refusal(kFour + "{0 1},\n"),
            "6: expected a weight in braces, found the end of the line");
}

TEST(ArffReader, RefusesAbsentTextsInSparseRows) {
  const std::string header =
      "@attribute x real\n@attribute s string\n@attribute y real\n@attribute d date\n@data\n";
  EXPECT_EQ(arff_rows(header + "{1 a, 3 2001}\n{0 1, 1 ?, 3 ?}\n"),
            (Rows{{"0", "a", "0", "2001"}, {"1", "?", "0", "?"}}));
  EXPECT_EQ(arff_refusal(header + "{0 1, 1 a}\n"),
            "6: column 4 (\"d\"): expected a value in each sparse row, found none");
  EXPECT_EQ(arff_refusal(header + "1,a,2,2001\n{3 2001}\n"),
            "7: column 2 (\"s\"): expected a value in each sparse row, found none");
  EXPECT_EQ(arff_hint(header + "{}\n"), "only numbers and nominal values may be absent");
}

TEST(ArffReader, RefusesRowsOfAnotherLength) {
  EXPECT_EQ(arff_refusal(kFour + "1,red,2,3\n1,red,2\n"), "7: expected 4 values, found 3");
  EXPECT_EQ(arff_refusal(kFour + "1,red,2,3,4 5\n"), "6: expected 4 values, found 6");
  EXPECT_EQ(arff_hint(kFour + "1,red,2,3,4\n"),
            "write values that contain spaces or commas in quotes");
  EXPECT_EQ(arff_hint(kFour + "1,red\n"), "");
  EXPECT_EQ(arff_refusal(kFour + "1,red,,3\n"), "6: expected a value, found ','");
  EXPECT_EQ(arff_hint(kFour + "1,red,,3\n"), "write a missing value as ?");
  EXPECT_EQ(arff_refusal(kFour + "1,red,2,3,\n"), "6: expected a value, found the end of the line");
}

TEST(ArffReader, RefusesValuesThatAreNotDeclared) {
  EXPECT_EQ(arff_refusal(kFour + "1,Red,2,3\n"),
            "6: column 2 (\"kind\"): expected one of 'red', 'dark blue', found 'Red'");
  EXPECT_EQ(arff_refusal(kFour + "1,'?',2,3\n"),
            "6: column 2 (\"kind\"): expected one of 'red', 'dark blue', found '?'");
  EXPECT_EQ(arff_refusal("@attribute a {f,e,d,c,b,a}\n@data\nx\n"),
            "3: column 1 (\"a\"): expected one of 'f', 'e', 'd', 'c', 'b', ... (6 values), "
            "found 'x'");
  EXPECT_EQ(arff_refusal("@attribute a {f,e,d,c,b}\n@data\n{0 x}\n"),
            "3: column 1 (\"a\"): expected one of 'f', 'e', 'd', 'c', 'b', found 'x'");
}

TEST(ArffReader, RefusesTextsThatAreNotUtf8) {
  const std::string header = "@attribute s string\n@data\n";
  EXPECT_EQ(arff_rows(header + "caf\xc3\xa9\n% \xe9\n"), (Rows{{"caf\xc3\xa9"}}));
  EXPECT_EQ(arff_refusal(header + "a\ncaf\xe9\n"),
            "4: column 1 (\"s\"): expected text in UTF-8, found 'caf\\xe9'");
  EXPECT_EQ(arff_hint(header + "caf\xe9\n"), "save the file as UTF-8");
}

TEST(ArffReader, RefusesMisplacedQuotesInRows) {
  EXPECT_EQ(arff_refusal(kFour + "1,'red,2,3\n4,red',5,6\n"),
            "6: expected a closing quote, found the end of the line");
}

std::string number_refusal(const std::string& value) {
  const std::string text = "@attribute x real\n@data\n" + value + "\n";
  ArffReader reader(text, "x.arff");
  return test::failure([&] {
    reader.next();
    reader.number(0);
  });
}

TEST(ArffReader, ConvertsNumbers) {
  const std::string text =
      "@attribute x real\n@attribute y integer\n@data\n+1.5,-.25\n'1e-3',7.\n{}\n";
  ArffReader reader(text, "x.arff");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.number(0), 1.5);
  EXPECT_EQ(reader.number(1), -0.25);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.number(0), 0.001);
  EXPECT_EQ(reader.number(1), 7);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.number(0), 0);
}

TEST(ArffReader, RefusesWhatIsNoFiniteNumber) {
  for (const std::string value : {"abc", "nan", "-inf", "1e999", "0x10", "+-1", "?", "1.5.2"}) {
    EXPECT_EQ(number_refusal(value),
              "3: x.arff:3: column 1 (\"x\"): expected a finite number, found '" + value + "'");
  }
  EXPECT_EQ(number_refusal("''"),
            "3: x.arff:3: column 1 (\"x\"): expected a finite number, found ''");
}

}  // namespace
}  // namespace sae::format
