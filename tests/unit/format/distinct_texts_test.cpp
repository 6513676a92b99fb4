// SPDX-License-Identifier: MIT
// Tests of numbering texts.
#include "format/distinct_texts.h"

#include <gtest/gtest.h>

#include "format/classes.h"

namespace sae::format {
namespace {

using Texts = std::vector<std::string>;

TEST(DistinctTexts, AreNumberedInOrderOfAppearance) {
  DistinctTexts texts;
  EXPECT_EQ(texts.number("b"), 0);
  EXPECT_EQ(texts.number("a"), 1);
  EXPECT_EQ(texts.number("b"), 0);
  EXPECT_EQ(texts.texts(), (Texts{"b", "a"}));
}

TEST(DistinctTexts, FindOnlyKnownTexts) {
  const DistinctTexts texts(Texts{"x", "a"});
  EXPECT_EQ(texts.find("a"), 1);
  EXPECT_EQ(texts.find("b"), std::nullopt);
  EXPECT_EQ(texts.size(), 2U);
}

TEST(DistinctTexts, AreLimited) {
  DistinctTexts texts;
  for (std::size_t i = 0; i < kMostClasses; ++i) texts.number(std::to_string(i));
  EXPECT_EQ(texts.number("new"), std::nullopt);
  EXPECT_EQ(texts.number("7"), 7);
}

TEST(SortNaturally, TellsWhereEachTextWent) {
  const SortedTexts sorted = sort_naturally({"x10", "x2", "1"});
  EXPECT_EQ(sorted.texts, (Texts{"1", "x2", "x10"}));
  EXPECT_EQ(sorted.place_of, (std::vector<std::int64_t>{2, 1, 0}));
}

}  // namespace
}  // namespace sae::format
