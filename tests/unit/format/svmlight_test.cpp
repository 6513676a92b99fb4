// SPDX-License-Identifier: MIT
// Tests of reading SVMlight and LIBSVM files.
#include "format/svmlight.h"

#include <gtest/gtest.h>

#include "support/failure.h"

namespace sae::format {
namespace {

using Values = std::vector<double>;
using Classes = std::vector<std::int64_t>;
using Names = std::vector<std::string>;
using IndexBase = SvmlightOptions::IndexBase;

SvmlightOptions with_base(IndexBase base) {
  SvmlightOptions options;
  options.base = base;
  return options;
}

SvmlightOptions with_features(std::int64_t features) {
  SvmlightOptions options;
  options.features = features;
  return options;
}

SvmlightData svmlight_of(const std::string& text, const SvmlightOptions& options = {}) {
  return parse_svmlight(text, "x.svm", options);
}

// The message without exit code and name.
std::string svmlight_refusal(const std::string& text, const SvmlightOptions& options = {}) {
  const std::string failure = test::failure([&] { svmlight_of(text, options); });
  return failure.starts_with("3: x.svm:") ? failure.substr(9) : failure;
}

std::string svmlight_hint(const std::string& text, const SvmlightOptions& options = {}) {
  return test::hint([&] { svmlight_of(text, options); });
}

// The class name of each row.
Names labels_of(const SvmlightData& data) {
  Names labels;
  for (const std::int64_t label : data.labels) {
    labels.push_back(data.class_names.at(static_cast<std::size_t>(label)));
  }
  return labels;
}

TEST(ParseSvmlight, FillsOmittedValuesWithZeros) {
  const SvmlightData data = svmlight_of("-1 1:0.5 3:2\n+1 2:-4e-1\n");
  EXPECT_EQ(data.rows, 2);
  EXPECT_EQ(data.columns, 3);
  EXPECT_EQ(data.values, (Values{0.5, 0, 2, 0, -0.4, 0}));
  EXPECT_EQ(data.labels, (Classes{0, 1}));
  EXPECT_EQ(data.class_names, (Names{"-1", "1"}));
  EXPECT_EQ(data.label_problem, "");
}

TEST(ParseSvmlight, AcceptsTextOfOtherPrograms) {
  const Values values{1, 2, 3, 0};
  for (const char* text :
       {"1 1:1 2:2\n0 1:3\n", "1 1:1 2:2\r\n0 1:3\r\n", "1 1:1 2:2\r0 1:3\r", "1 1:1 2:2\n0 1:3",
        "\xef\xbb\xbf"
        "1 1:1 2:2\n0 1:3\n",
        "1\t1:1\t\t2:2\t\n  0  1:3 \t\n", "\n \n1 1:1 2:2\n\t\r\n\n0 1:3\n\n",
        "# by me\n1 1:1 2:2 # first: 9:9\n#\n  # 2 1:7\n0 1:3#second\n",
        "1 qid:1 1:1 2:2\n0 qid:-2 1:3\n", "1 1:+1 2:+2.0\n0 1:.3e1\n",
        "1 001:1 002:2\n0 1:3 2:-0\n"}) {
    const SvmlightData data = svmlight_of(text);
    EXPECT_EQ(data.columns, 2) << text;
    EXPECT_EQ(data.values, values) << text;
    EXPECT_EQ(labels_of(data), (Names{"1", "0"})) << text;
  }
}

TEST(ParseSvmlight, ReadsARowWithoutFieldsAsZeros) {
  const SvmlightData data = svmlight_of("1\n2 2:5\n1 # nothing\n3 qid:4\n");
  EXPECT_EQ(data.values, (Values{0, 0, 0, 5, 0, 0, 0, 0}));
  EXPECT_EQ(labels_of(data), (Names{"1", "2", "1", "3"}));
}

TEST(ParseSvmlight, JoinsLabelsThatAreTheSameNumber) {
  const SvmlightData data =
      svmlight_of("1 1:1\n+1 1:1\n-1 1:1\n1.0 1:1\n10e-1 1:1\n-0 1:1\n0 1:1\n");
  EXPECT_EQ(data.class_names, (Names{"-1", "0", "1"}));
  EXPECT_EQ(data.labels, (Classes{2, 2, 0, 2, 2, 1, 1}));
}

TEST(ParseSvmlight, SortsClassesByNumber) {
  EXPECT_EQ(svmlight_of("10 1:1\n9 1:1\n100000 1:1\n").class_names, (Names{"9", "10", "100000"}));
}

TEST(ParseSvmlight, MakesOneClassOfEachSetOfLabels) {
  const SvmlightData data =
      svmlight_of("1,3 4:0.5\n100000 1:1\n3,+1 1:1\n2.5 1:1\n1.0,3 1:1\n1,3,3 1:1\n");
  EXPECT_EQ(data.class_names, (Names{"2.5", "100000", "1,3", "1,3,3"}));
  EXPECT_EQ(data.labels, (Classes{2, 1, 2, 0, 2, 3}));
  EXPECT_EQ(data.label_problem, "");
}

// The rows of a regression file are useful without classes.
TEST(ParseSvmlight, ReturnsRowsWithoutClassesIfTheLabelsAreTargets) {
  const SvmlightData data = svmlight_of("24 1:1\n21.6 1:2\n");
  EXPECT_EQ(data.values, (Values{1, 2}));
  EXPECT_TRUE(data.labels.empty());
  EXPECT_TRUE(data.class_names.empty());
  EXPECT_EQ(data.label_problem,
            "x.svm: expected labels that are whole numbers or names, found '21.6'");
}

TEST(ParseSvmlight, ReturnsRowsWithoutClassesIfThereAreTooMany) {
  std::string text;
  for (int i = 0; i < 65536; ++i) text += std::to_string(i) + " 1:1\n";
  EXPECT_EQ(svmlight_of(text).class_names.size(), 65536U);
  const SvmlightData data = svmlight_of(text + "-1 1:1\n");
  EXPECT_EQ(data.rows, 65537);
  EXPECT_TRUE(data.labels.empty());
  EXPECT_TRUE(data.class_names.empty());
  EXPECT_EQ(data.label_problem, "x.svm: expected at most 65536 classes, found more");
}

TEST(ParseSvmlight, FindsTheFirstIndex) {
  const SvmlightData one = svmlight_of("1 1:7 2:8\n");
  EXPECT_EQ(one.first_index, 1);
  EXPECT_FALSE(one.has_index_zero);
  EXPECT_EQ(one.values, (Values{7, 8}));
  const SvmlightData zero = svmlight_of("1 1:7 2:8\n1 0:9\n");
  EXPECT_EQ(zero.first_index, 0);
  EXPECT_TRUE(zero.has_index_zero);
  EXPECT_EQ(zero.values, (Values{0, 7, 8, 9, 0, 0}));
}

TEST(ParseSvmlight, TakesTheFirstIndexFromTheOptions) {
  const SvmlightData zero = svmlight_of("1 1:7 2:8\n", with_base(IndexBase::kZero));
  EXPECT_EQ(zero.first_index, 0);
  EXPECT_FALSE(zero.has_index_zero);
  EXPECT_EQ(zero.values, (Values{0, 7, 8}));
  const SvmlightData one = svmlight_of("1 2:8\n", with_base(IndexBase::kOne));
  EXPECT_EQ(one.first_index, 1);
  EXPECT_EQ(one.values, (Values{0, 8}));
}

TEST(ParseSvmlight, RefusesAnIndexZeroIfTheFirstIsOne) {
  const SvmlightOptions one = with_base(IndexBase::kOne);
  EXPECT_EQ(svmlight_refusal("1 1:1\n\n1 0:1\n", one), "3: expected indices from 1, found 0");
  EXPECT_EQ(svmlight_hint("1 0:1\n", one), "use --index_base 0");
}

TEST(ParseSvmlight, TakesTheNumberOfColumnsFromTheOptions) {
  EXPECT_EQ(svmlight_of("1 1:5\n", with_features(3)).values, (Values{5, 0, 0}));
  EXPECT_EQ(svmlight_of("1 3:5\n", with_features(3)).values, (Values{0, 0, 5}));
  EXPECT_EQ(svmlight_of("1 0:1 2:5\n", with_features(3)).values, (Values{1, 0, 5}));
  EXPECT_EQ(svmlight_of("1\n2\n", with_features(2)).values, (Values{0, 0, 0, 0}));
}

TEST(ParseSvmlight, RefusesIndicesBeyondTheNumberOfColumns) {
  const std::string text = "1 3:1\n1 4:1\n1 6:1\n1 5:1\n1 6:1\n";
  EXPECT_EQ(svmlight_refusal(text, with_features(3)), "3: expected indices up to 3, found 6");
  EXPECT_EQ(svmlight_hint(text, with_features(3)), "use --features 6");
  const std::string from_zero = text + "1 0:1\n";
  EXPECT_EQ(svmlight_refusal(from_zero, with_features(3)), "3: expected indices up to 2, found 6");
  EXPECT_EQ(svmlight_hint(from_zero, with_features(3)), "use --features 7");
}

TEST(ParseSvmlight, RefusesIndicesThatDoNotAscend) {
  const std::string ascending = ": expected ascending indices, found ";
  EXPECT_EQ(svmlight_refusal("1 1:1\n1 2:1 5:1 3:1\n"), "2" + ascending + "3 after 5");
  EXPECT_EQ(svmlight_hint("1 5:1 3:1\n"), "sort the fields of each row by index");
  EXPECT_EQ(svmlight_refusal("1 5:1 5:1\n"), "1" + ascending + "5 twice");
  EXPECT_EQ(svmlight_hint("1 5:1 5:1\n"), "");
  EXPECT_EQ(svmlight_refusal("1 0:1 0:1\n"), "1" + ascending + "0 twice");
}

TEST(ParseSvmlight, RefusesOtherFields) {
  for (const std::string field : {"7", "a", "a:1", ":1", "-1:1", "+1:1", "1.5:1", "1e1:1", "0x1:1",
                                  "QID:1", "qid:1", "sid:1"}) {
    EXPECT_EQ(svmlight_refusal("1 1:1\n1 1:1 " + field + "\n"),
              "2: expected index:value, found '" + field + "'");
  }
  EXPECT_EQ(svmlight_refusal("1 qid:x 1:1\n"), "1: expected index:value, found 'qid:x'");
  EXPECT_EQ(svmlight_refusal("1 1 :1\n"), "1: expected index:value, found '1'");
}

TEST(ParseSvmlight, RefusesInvalidValues) {
  for (const std::string value : {"", "nan", "inf", "-inf", "1e999", "1e-999", "0x1", "+-3", "++3",
                                  "1,5", "1:2", "a", "\"1\""}) {
    EXPECT_EQ(svmlight_refusal("1\n\n1 4:" + value + "\n"),
              "3: expected a finite number for index 4, found '" + value + "'");
  }
}

TEST(ParseSvmlight, RefusesInvalidLabels) {
  const std::string label = ": expected a number as the label, found ";
  for (const std::string word : {"spam", "nan", "inf", "1,", ",1", "1,,2", "1,a", "1;2", "+-1"}) {
    EXPECT_EQ(svmlight_refusal("1 1:1\n" + word + " 1:1\n"), "2" + label + "'" + word + "'");
    EXPECT_EQ(svmlight_hint(word + " 1:1\n"), "");
  }
  EXPECT_EQ(svmlight_refusal("1 1:1\n 1:1 2:1\n"), "2" + label + "'1:1'");
  EXPECT_EQ(svmlight_hint(" 1:1\n"), "begin each row with its label");
}

TEST(ParseSvmlight, RefusesTextWithoutRowsOrColumns) {
  const std::string rows = " expected rows of a label and index:value fields, found none";
  for (const char* text : {"", "\n \r\n", "# 1 1:1\n", "\xef\xbb\xbf"}) {
    EXPECT_EQ(svmlight_refusal(text), rows) << text;
  }
  EXPECT_EQ(svmlight_refusal("1\n2\n"), " expected index:value fields, found labels only");
  EXPECT_EQ(svmlight_hint("1\n"), "give the number of columns with --features");
  EXPECT_EQ(svmlight_refusal("1\n", with_base(IndexBase::kZero)),
            " expected index:value fields, found labels only");
  EXPECT_EQ(svmlight_refusal("\xff\xfe\x31"), " expected text in UTF-8, found UTF-16");
  EXPECT_EQ(svmlight_hint("\xfe\xff"), "save it as UTF-8");
}

TEST(ParseSvmlight, RefusesTooManyValuesBeforeItAllocates) {
  SvmlightOptions few;
  few.max_values = 6;
  EXPECT_EQ(svmlight_of("1 3:1\n1 1:1\n", few).rows, 2);
  EXPECT_EQ(svmlight_refusal("1 4:1\n1 1:1\n", few),
            " expected at most 6 values (zeros included), found 2 rows x 4 columns");
  EXPECT_EQ(svmlight_refusal("1 2147483646:1\n1\n"),
            " expected at most 2147483648 values (zeros included), "
            "found 2 rows x 2147483646 columns");
  EXPECT_EQ(svmlight_refusal("1\n2\n", with_features(INT64_MAX)),
            " expected at most 2147483648 values (zeros included), "
            "found 2 rows x 9223372036854775807 columns");
}

TEST(ParseSvmlight, RefusesHugeIndices) {
  const std::string at_most = "1: expected an index of at most 2147483646, found ";
  for (const std::string field : {"2147483647:1", "4294967296:1", "99999999999999999999999:1"}) {
    EXPECT_EQ(svmlight_refusal("1 " + field + "\n"), at_most + "'" + field + "'");
  }
}

TEST(ParseSvmlight, ReadsNothingBehindTheText) {
  const std::string_view text = "1 1:1 2:3";
  EXPECT_EQ(test::failure([&] { parse_svmlight(text.substr(0, 7), "x.svm"); }),
            "3: x.svm:1: expected index:value, found '2'");
}

TEST(ParseSvmlight, CountsLinesOfEveryKind) {
  EXPECT_EQ(svmlight_refusal("\xef\xbb\xbf# a\r\n\n1 1:1\r\r1 1:1 # b\n1 x\n"),
            "6: expected index:value, found 'x'");
}

TEST(ParseSvmlight, KeepsMessagesToOneShortLine) {
  const std::string word = "\x1b" + std::string(100'000, 'a');
  EXPECT_EQ(svmlight_refusal("1 " + word),
            "1: expected index:value, found '\\x1b" + std::string(59, 'a') + "...'");
}

// Would take hours if any of these were searched for each field or line.
TEST(ParseSvmlight, TakesLinearTime) {
  constexpr std::int64_t kMany = 300'000;
  std::string wide = "1", tall, labels = "0";
  for (std::int64_t i = 1; i <= kMany; ++i) wide += ' ' + std::to_string(i) + ":1";
  for (std::int64_t i = 0; i < kMany; ++i) tall += "1 1:1 # a\n\n";
  for (std::int64_t i = 1; i < kMany; ++i) labels += ',' + std::to_string(i % 10);
  EXPECT_EQ(svmlight_of(wide).columns, kMany);
  EXPECT_EQ(svmlight_of(tall + std::string(kMany, ' ')).rows, kMany);
  EXPECT_EQ(svmlight_of(labels + " 1:1").class_names.size(), 1U);
}

TEST(LooksLikeSvmlight, AcceptsRowsOfLabelsAndFields) {
  for (const char* text :
       {"1 1:0.5 3:2\n", "1 1:1", "-1\t2:1e-3\r\n+1 1:+5\r", "# c\n\n1 1:1 # c\n", "1\n2\n3 4:5\n",
        "1,3 4:0.5\n", "2.5 qid:3 1:0 2:0.05\n", "1 0:1\n", "1 10:1\n",
        "\xef\xbb\xbf"
        "1 1:1\n"}) {
    EXPECT_TRUE(looks_like_svmlight(text)) << text;
  }
}

TEST(LooksLikeSvmlight, RefusesTables) {
  for (const char* text : {"",
                           "\n",
                           "# 1 1:1\n",
                           "1\n2\n",
                           "1 2 3\n",
                           "1,2,3\n4,5,6\n",
                           "a b\n1 1:1\n",
                           "1;1:2\n",
                           "1:1 2:2\n",
                           "x 1:1\n",
                           "1 1:1\n1 2\n",
                           "1 a:1\n",
                           "1 1:a\n",
                           "1 1:\n",
                           "1 1:2:3\n",
                           "1 1:1 qid:3\n",
                           "12:30,1\n",
                           "{\"a\": 1}\n",
                           "1 1:1,5\n",
                           "1 2:1 1:1\n",
                           "1 1:1 1:2\n",
                           "\xff\xfe\x31"}) {
    EXPECT_FALSE(looks_like_svmlight(text)) << text;
  }
}

TEST(LooksLikeSvmlight, RefusesTablesWithTimes) {
  for (const char* text : {"1 12:30 13:00\n", "1 9:05\n", "1 09:30\n", "1 00:30\n", "1 12:30:15\n",
                           "1 12:30 12:45\n", "1 23:30 0:15\n", "2024-01-02 12:30 5\n",
                           "20240102 12:30 5\n", "1 12:30 13:45\n1 9:07\n"}) {
    EXPECT_FALSE(looks_like_svmlight(text)) << text;
  }
  EXPECT_TRUE(looks_like_svmlight("1 12:30 13:45\n"));  // the documented limit
}

// The reader refuses them with a better message than a reader of tables.
TEST(LooksLikeSvmlight, AcceptsNumbersThatTheReaderRefuses) {
  for (const char* text : {"1 1:nan\n", "1 1:-inf\n", "1 1:1e999\n", "1 99999999999:1\n"}) {
    EXPECT_TRUE(looks_like_svmlight(text)) << text;
  }
}

TEST(LooksLikeSvmlight, ExaminesTheFirstTwentyRows) {
  std::string rows;
  for (int i = 0; i < 19; ++i) rows += "# c\n\n1\n";
  EXPECT_TRUE(looks_like_svmlight(rows + "1 1:1\nx\n"));
  EXPECT_FALSE(looks_like_svmlight(rows + "x\n1 1:1\n"));
  EXPECT_FALSE(looks_like_svmlight(rows + "1\n1 1:1\n"));
}

TEST(LooksLikeSvmlight, AcceptsACutLastWord) {
  const std::string text = "1 1:1\n-2 qid:3 10:-1e-5";
  for (std::size_t length = 5; length <= text.size(); ++length) {
    EXPECT_TRUE(looks_like_svmlight(text.substr(0, length))) << length;
  }
  EXPECT_FALSE(looks_like_svmlight("1 1"));
  EXPECT_FALSE(looks_like_svmlight("x"));
}

}  // namespace
}  // namespace sae::format
