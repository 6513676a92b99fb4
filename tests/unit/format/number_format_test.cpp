// SPDX-License-Identifier: MIT
// Tests of numbers with a decimal comma or with separated thousands.
#include "format/number_format.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sae::format {
namespace {

constexpr NumberFormat kPoint{}, kPointComma{'.', ','}, kPointSpace{'.', ' '}, kComma{',', '\0'},
    kCommaPoint{',', '.'}, kCommaSpace{',', ' '};

void expect_refused(const std::vector<std::string>& texts, const NumberFormat& format) {
  for (const std::string& text : texts) {
    EXPECT_EQ(parse_formatted(text, format), std::nullopt) << text;
  }
}

TEST(ParseFormatted, ReadsNumbersWithoutMarksInAllFormats) {
  for (const NumberFormat& format :
       {kPoint, kPointComma, kPointSpace, kComma, kCommaPoint, kCommaSpace}) {
    EXPECT_EQ(parse_formatted("12345", format), 12345.0);
    EXPECT_EQ(parse_formatted("  -7 ", format), -7.0);
    EXPECT_EQ(parse_formatted("+007", format), 7.0);
    EXPECT_EQ(parse_formatted("25e-1", format), 2.5);
    EXPECT_EQ(parse_formatted("25E+1", format), 250.0);
    expect_refused(
        {"",    " ",    "+",    "-",       ".",       ",",    "+-1",  "-+1",   "++1",    "--1",
         "- 1", "1-",   "nan",  "inf",     "0x10",    "e5",   "1e",   "1e999", "1e-999", "a",
         "1\t", "1e5.", "1e5,", "1e1,000", "1e1.000", "1..5", "1,,5", ",.5",   ".,5"},
        format);
  }
}

TEST(ParseFormatted, ReadsTheDefaultFormat) {
  EXPECT_EQ(parse_formatted("-1234.5e1", kPoint), -12345.0);
  EXPECT_EQ(parse_formatted(" +.5 ", kPoint), 0.5);
  expect_refused({"1,5", "1,234", "1 234", "1,234.5"}, kPoint);
}

TEST(ParseFormatted, ReadsADecimalComma) {
  EXPECT_EQ(parse_formatted("0,5", kComma), 0.5);
  EXPECT_EQ(parse_formatted("-1234,5", kComma), -1234.5);
  EXPECT_EQ(parse_formatted(" +,5 ", kComma), 0.5);
  EXPECT_EQ(parse_formatted("5,", kComma), 5.0);
  EXPECT_EQ(parse_formatted("1,5e3", kComma), 1500.0);
  EXPECT_EQ(parse_formatted("1,234", kComma), 1.234);
  EXPECT_EQ(parse_formatted("0,1234567890123456789", kComma), 0.1234567890123456789);
  expect_refused(
      {{"1\000234", 5}, "1.5", ".5", "5.", "1.234", "1.234,5", "1,2.5", "1,2,3", "1 234,5", "1,-5"},
      kComma);
}

TEST(ParseFormatted, ReadsSeparatedThousands) {
  EXPECT_EQ(parse_formatted("1,234", kPointComma), 1234.0);
  EXPECT_EQ(parse_formatted("1,234,567.5", kPointComma), 1234567.5);
  EXPECT_EQ(parse_formatted("-12,345.", kPointComma), -12345.0);
  EXPECT_EQ(parse_formatted("+123,000,000e-3", kPointComma), 123000.0);
  EXPECT_EQ(parse_formatted("1.234", kPointComma), 1.234);
  EXPECT_EQ(parse_formatted(".5", kPointComma), 0.5);
  EXPECT_EQ(parse_formatted("0.123", kPointComma), 0.123);
  EXPECT_EQ(parse_formatted("1.234", kCommaPoint), 1234.0);
  EXPECT_EQ(parse_formatted("1.234.567,5", kCommaPoint), 1234567.5);
  EXPECT_EQ(parse_formatted("1,5", kCommaPoint), 1.5);
  EXPECT_EQ(parse_formatted(",5", kCommaPoint), 0.5);
}

TEST(ParseFormatted, RefusesMalformedGroups) {
  expect_refused({"12,34", "1,2345", "1234,567", "1,234,56", "1,23,456", "1,234,5678", ",234", "1,",
                  "1,234,", "0,123", "00,123", "-0,123", "012,345", "1,234.567,890", "1.5,5",
                  "1 234", "1,-23", "1,23e4"},
                 kPointComma);
  expect_refused({"1.5", "12.34", "1234.567", "1.234.56", ".234", "0.123", "1,234.567", "1."},
                 kCommaPoint);
}

TEST(ParseFormatted, ReadsSpacesBetweenThousands) {
  const auto with = [](const std::string& mark) { return "-1" + mark + "234" + mark + "567"; };
  const std::string no_break_space = "\xc2\xa0", narrow_no_break_space = "\xe2\x80\xaf";
  for (const std::string& mark : {std::string(" "), no_break_space, narrow_no_break_space}) {
    EXPECT_EQ(parse_formatted(with(mark), kPointSpace), -1234567.0) << mark;
    EXPECT_EQ(parse_formatted(with(mark) + ",5", kCommaSpace), -1234567.5) << mark;
    expect_refused({with(mark)}, kPointComma);
  }
  EXPECT_EQ(parse_formatted(" 1 234 567.5 ", kPointSpace), 1234567.5);
  for (const std::string mark : {"  ", "\xc2", "\xe2\x80", "\xa0", "\xc2\xa1", "\t"}) {
    expect_refused({with(mark)}, kCommaSpace);
  }
  expect_refused({"12 34", "1 234 5", "0 123", "1 234.5", "1.234", "1 ,5", "1, 5"}, kCommaSpace);
}

FoundNumberFormat find_format(const std::vector<std::string>& fields, char separator = ';') {
  NumberFormatFinder finder(separator);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    finder.add(fields[i], [&] { return "data.csv:" + std::to_string(i + 1) + ": column 1"; });
  }
  return finder.result();
}

void expect_format(const std::vector<std::string>& fields, const NumberFormat& format,
                   char separator = ';') {
  const FoundNumberFormat found = find_format(fields, separator);
  EXPECT_EQ(found.format, format) << fields.front();
  EXPECT_EQ(found.problem, "") << fields.front();
  EXPECT_EQ(found.hint, "") << fields.front();
}

std::string format_problem(const std::vector<std::string>& fields, char separator = ';') {
  const FoundNumberFormat found = find_format(fields, separator);
  EXPECT_EQ(found.format, std::nullopt);
  EXPECT_EQ(found.hint,
            "add --decimal , if the comma is the decimal mark, or --thousands , if it separates "
            "thousands");
  return found.problem.substr(0, 9) == "data.csv:" ? found.problem.substr(9) : found.problem;
}

TEST(NumberFormatFinder, KeepsTheDefaultFormatThatReadsAllNumbers) {
  EXPECT_EQ(NumberFormatFinder(';').result().format, kPoint);
  for (const char separator : {';', ','}) {
    expect_format({"1", "-2e5"}, kPoint, separator);
    expect_format({"1.5", "1.234", "0.123"}, kPoint, separator);
    expect_format({"1.234"}, kPoint, separator);
  }
}

TEST(NumberFormatFinder, FindsADecimalComma) {
  for (const std::string field :
       {"0,5", "12,34", "1234,5", "1,5e3", "1234,567", "0,123", "-,5", "+5,", "1,2345", " 0,5 "}) {
    for (const char separator : {';', '\t', ' ', ','}) expect_format({field}, kComma, separator);
    expect_format({"7", field, "1,234"}, kComma);
    expect_format({"1,234", field, "7"}, kComma);
  }
}

TEST(NumberFormatFinder, FindsThousandsPointsBesideADecimalComma) {
  expect_format({"1.234,5"}, kCommaPoint);
  expect_format({"1.234.567"}, kCommaPoint);
  expect_format({"0,5", "1.234"}, kCommaPoint);
  expect_format({"1.234", "0,5"}, kCommaPoint);
  expect_format({"1.234", "1,234", "1.234,5"}, kCommaPoint);
}

TEST(NumberFormatFinder, FindsThousandsCommas) {
  for (const std::string field : {"1,234,567", "1,234.5", "-1,234.", "1,234,567.5e3"}) {
    for (const char separator : {';', '\t', ' ', ','}) {
      expect_format({field}, kPointComma, separator);
      expect_format({"1,234", field, "1.234"}, kPointComma, separator);
    }
  }
  expect_format({"1,234", "1.5"}, kPointComma);
  expect_format({"1.5", "1,234"}, kPointComma);
  expect_format({".5", "1,234"}, kPointComma);
  expect_format({"0.123", "1,234"}, kPointComma);
}

TEST(NumberFormatFinder, RefusesCommasThatMayBeEither) {
  EXPECT_EQ(format_problem({"1", "12,345", "1,234"}),
            "2: column 1: expected a decimal or a thousands comma, found '12,345', which may have "
            "either");
  EXPECT_EQ(format_problem({"1.234", " 1,234 "}, '\t'),
            "2: column 1: expected a decimal or a thousands comma, found '1,234', which may have "
            "either");
  EXPECT_EQ(format_problem({"1,234e5"}, ' ').substr(0, 10), "1: column ");
}

TEST(NumberFormatFinder, TakesCommasInCommaSeparatedFilesForThousands) {
  expect_format({"1,234"}, kPointComma, ',');
  expect_format({"1,234", "1.234"}, kPointComma, ',');
  EXPECT_EQ(format_problem({"1.234", "1,234", "0,5"}, ','),
            "3: column 1: expected the number format of '1,234' (data.csv:2: column 1), found "
            "'0,5'");
}

TEST(NumberFormatFinder, RefusesContradictions) {
  EXPECT_EQ(format_problem({"1,234", "0,5", "0,6", "1.5", "1.6"}),
            "2: column 1: expected the number format of '1.5' (data.csv:4: column 1), found '0,5'");
  EXPECT_EQ(format_problem({"1,234,567", "12,5"}),
            "2: column 1: expected the number format of '1,234,567' (data.csv:1: column 1), found "
            "'12,5'");
  EXPECT_EQ(format_problem({"1.234.567", "1.5"}),
            "1: column 1: expected the number format of '1.5' (data.csv:2: column 1), found "
            "'1.234.567'");
  EXPECT_EQ(format_problem({"1.5", "0,5"}, ',').substr(0, 10), "2: column ");
}

TEST(NumberFormatFinder, IgnoresOtherTexts) {
  const std::vector<std::string> others{"",           "a,b",     "Smith, J.", "1,2,3",
                                        "01.02.2020", "1,5e999", "12:30,5",   "1.5.2",
                                        "1,234,5",    "1 234,5", "0.123,45",  "1,5 \xe2\x82\xac"};
  expect_format(others, kPoint);
  std::vector<std::string> fields = others;
  fields.push_back("0,5");
  expect_format(fields, kComma);
}

TEST(NumberFormatFinder, AsksForPlacesOnlyOfFieldsItRemembers) {
  NumberFormatFinder finder(';');
  int calls = 0;
  const auto place = [&] {
    ++calls;
    return std::string("data.csv:1: column 1");
  };
  for (int i = 0; i < 10; ++i) {
    for (const std::string field : {"1", "a,b", "1.234", "1,234", "0,5", "1.5"}) {
      finder.add(field, place);
    }
  }
  EXPECT_EQ(calls, 3);
}

TEST(NumberFormatFinder, KeepsMessagesShort) {
  const std::string digits(100'000, '1');
  EXPECT_EQ(format_problem({digits.substr(0, 200) + ",5", "1.5"}),
            "1: column 1: expected the number format of '1.5' (data.csv:2: column 1), found '" +
                digits.substr(0, 60) + "...'");
}

}  // namespace
}  // namespace sae::format
