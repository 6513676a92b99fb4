// SPDX-License-Identifier: MIT
// Tests of choosing columns of a table and of unique column names.
#include "format/column_choice.h"

#include <gtest/gtest.h>

#include "sae/error.h"
#include "support/failure.h"

namespace sae::format {
namespace {

using Names = std::vector<std::string>;
using Indices = std::vector<std::size_t>;

const Names kFlower{"id", "sepal-length", "sepal-width", "petal", "petal", "class"};

Indices chosen(const Names& patterns, const Names& names = kFlower) {
  return choose_columns(names, names.size(), patterns, "--columns", "x.csv");
}

// Of a file without a header.
Indices chosen_of(std::size_t width, const Names& patterns) {
  return choose_columns({}, width, patterns, "--columns", "x.csv");
}

template <class Action>
std::string hint_of(Action&& action) {
  return test::hint([&] { action(); });
}

TEST(ChooseColumns, FindsNames) {
  EXPECT_EQ(chosen({"class"}), (Indices{5}));
  EXPECT_EQ(chosen({"sepal-width"}), (Indices{2}));
  EXPECT_EQ(chosen({"petal"}), (Indices{3, 4}));
  EXPECT_EQ(chosen({}), Indices{});
  EXPECT_EQ(chosen({""}, {"a", ""}), (Indices{1}));
}

TEST(ChooseColumns, ReturnsEachColumnOnceInTheOrderOfTheFile) {
  EXPECT_EQ(chosen({"class", "-1", "id", "0-1", "i*"}), (Indices{0, 1, 5}));
}

TEST(ChooseColumns, FindsGlobs) {
  EXPECT_EQ(chosen({"sepal*"}), (Indices{1, 2}));
  EXPECT_EQ(chosen({"*"}), (Indices{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(chosen({"?d"}), (Indices{0}));
  EXPECT_EQ(chosen({"x[13]"}, {"x1", "x2", "x3", "xx1"}), (Indices{0, 2}));
  EXPECT_EQ(chosen({"x[2-3]"}, {"x1", "x2", "x3", "x4"}), (Indices{1, 2}));
  EXPECT_EQ(chosen({"*a*b"}, {"a/b", ".ab", "b"}), (Indices{0, 1}));
}

TEST(ChooseColumns, FindsIndicesFromBothEnds) {
  EXPECT_EQ(chosen({"0", "-2"}), (Indices{0, 4}));
  EXPECT_EQ(chosen_of(3, {"2", "-3"}), (Indices{0, 2}));
}

TEST(ChooseColumns, FindsRangesOfNames) {
  EXPECT_EQ(chosen({"petal-class"}), (Indices{3, 4, 5}));
  EXPECT_EQ(chosen({"id-petal"}), (Indices{0, 1, 2, 3, 4}));
  EXPECT_EQ(chosen({"petal-petal"}), (Indices{3, 4}));
  EXPECT_EQ(chosen({"sepal-length-petal"}), (Indices{1, 2, 3, 4}));
  EXPECT_EQ(chosen({"sepal-length-sepal-width"}), (Indices{1, 2}));
  EXPECT_EQ(chosen({"id-sepal-length"}), (Indices{0, 1}));
  // A division that runs forward is preferred.
  EXPECT_EQ(chosen({"a-b-c"}, {"b-c", "a-b", "a", "c"}), (Indices{1, 2, 3}));
}

TEST(ChooseColumns, FindsRangesOfIndices) {
  EXPECT_EQ(chosen_of(5, {"0-3"}), (Indices{0, 1, 2, 3}));
  EXPECT_EQ(chosen_of(5, {"-3--1"}), (Indices{2, 3, 4}));
  EXPECT_EQ(chosen_of(5, {"1--2"}), (Indices{1, 2, 3}));
  EXPECT_EQ(chosen_of(5, {"-4-2"}), (Indices{1, 2}));
  EXPECT_EQ(chosen({"1-2"}), (Indices{1, 2}));
}

TEST(ChooseColumns, PrefersNamesToGlobsIndicesAndRanges) {
  EXPECT_EQ(chosen({"x*"}, {"x1", "x*", "x2"}), (Indices{1}));
  EXPECT_EQ(chosen({"1"}, {"2", "0", "1"}), (Indices{2}));
  EXPECT_EQ(chosen({"0-1"}, {"2", "1", "0", "0-1"}), (Indices{3}));
  EXPECT_EQ(chosen({"-1"}, {"-1", "b"}), (Indices{0}));
  EXPECT_EQ(chosen({"0-2"}, {"0", "2", "1"}), (Indices{0, 1}));
  EXPECT_EQ(chosen({"a[0]-a[1]"}, {"a[0]", "b", "a[1]"}), (Indices{0, 1, 2}));
}

TEST(ChooseColumns, RefusesPatternsThatMatchNoColumn) {
  const auto refusal = [](const Names& patterns) {
    return test::failure([&] { chosen(patterns); });
  };
  const std::string start = "2: --columns: expected columns of x.csv, found ";
  for (const std::string pattern :
       {"foo", "pixel*", "6", "-7", "0-6", "id-foo", "id-5", "-", "", "petal-", "+1", "01"}) {
    EXPECT_EQ(refusal({pattern}), start + "'" + pattern + "'");
  }
  EXPECT_EQ(refusal({"id", "foo", "9"}), start + "'foo', '9'");
  EXPECT_EQ(refusal({"q", "r", "s", "t", "u", "v"}), start + "'q', 'r', 's', 't', 'u'");
}

TEST(ChooseColumns, HintsAtWhatWasMeant) {
  const auto hint = [](const Names& patterns) { return hint_of([&] { chosen(patterns); }); };
  EXPECT_EQ(hint({"clas"}), "did you mean 'class'?");
  EXPECT_EQ(hint({"pteal", "foo", "ids"}), "did you mean 'petal', 'id'?");
  EXPECT_EQ(hint({"quality"}), "name columns as in the header, or by index from 0 to 5");
  EXPECT_EQ(hint_of([] { chosen_of(3, {"a"}); }),
            "the file has no header: name columns by index from 0 to 2");
}

TEST(ChooseColumns, RefusesARangeThatRunsBackward) {
  const std::string start =
      "2: --drop_columns: expected a range whose first column is before its last in x.csv, found ";
  for (const std::string pattern : {"class-id", "3-1", "-1-0"}) {
    EXPECT_EQ(
        test::failure([&] { choose_columns(kFlower, 6, {pattern}, "--drop_columns", "x.csv"); }),
        start + "'" + pattern + "'");
  }
}

TEST(UniqueNames, KeepsNamesThatDiffer) {
  const UniqueNames unique = unique_names({"a", "b", "a.1"});
  EXPECT_EQ(unique.names, (Names{"a", "b", "a.1"}));
  EXPECT_EQ(unique.notes, Names{});
}

TEST(UniqueNames, NamesUnnamedColumnsByPosition) {
  const UniqueNames unique = unique_names({"a", "", "b", ""});
  EXPECT_EQ(unique.names, (Names{"a", "column_2", "b", "column_4"}));
  EXPECT_EQ(unique.notes, Names{"2 unnamed columns are named by position, such as \"column_2\""});
  EXPECT_EQ(unique_names({""}).notes, Names{"1 unnamed column is named by position: \"column_1\""});
  EXPECT_EQ(unique_names({"column_2", "", "column_2"}).names,
            (Names{"column_2", "column_2.1", "column_2.2"}));
  EXPECT_EQ(unique_names({"", "column_1"}).names, (Names{"column_1.1", "column_1"}));
  EXPECT_EQ(unique_names({"", "column_1"}).notes.size(), 1U);
}

// Of `a,a,b,a`, pandas makes a, a.1, b, a.2; of `a,a.1,a` a, a.1, a.2.
TEST(UniqueNames, NumbersRepeatedNames) {
  const UniqueNames unique = unique_names({"a", "a", "b", "a"});
  EXPECT_EQ(unique.names, (Names{"a", "a.1", "b", "a.2"}));
  EXPECT_EQ(unique.notes, Names{"2 repeated column names are numbered, such as \"a.1\""});
  EXPECT_EQ(unique_names({"\x1b", "\x1b"}).notes,
            Names{"1 repeated column name is numbered: \"\\x1b.1\""});
  EXPECT_EQ(unique_names({"a", "a.1", "a"}).names, (Names{"a", "a.1", "a.2"}));
  EXPECT_EQ(unique_names({"a", "a", "a.1"}).names, (Names{"a", "a.2", "a.1"}));
  EXPECT_EQ(unique_names({"a", "a", "a.1", "a.1"}).names, (Names{"a", "a.2", "a.1", "a.1.1"}));
  EXPECT_EQ(unique_names({"", "b", "b"}).notes.size(), 2U);
}

}  // namespace
}  // namespace sae::format
