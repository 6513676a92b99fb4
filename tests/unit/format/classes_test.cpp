// SPDX-License-Identifier: MIT
// Tests of the classes of labelled rows.
#include "format/classes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/failure.h"

namespace sae::format {
namespace {

using Names = std::vector<std::string>;
using Labels = std::vector<std::int64_t>;

Names sorted(Names names) {
  std::sort(names.begin(), names.end(), natural_less);
  return names;
}

TEST(NaturalLess, SortsNumbersByValueBeforeWords) {
  EXPECT_EQ(sorted({"10", "b", "2", "-1", "1e1", "a", "2.5"}),
            (Names{"-1", "2", "2.5", "10", "1e1", "a", "b"}));
}

TEST(NaturalLess, ComparesDigitsWithinWordsAsNumbers) {
  EXPECT_EQ(sorted({"fold10", "fold2", "fold", "fold2b", "fold02", "eel9"}),
            (Names{"eel9", "fold", "fold02", "fold2", "fold2b", "fold10"}));
}

TEST(NaturalLess, OrdersEveryPairStrictly) {
  const Names names{"", "0", "00", "a", "a0", "a00", "a0b", "-", "-1", "1", "1.0", "+1", "z\xff"};
  for (const std::string& a : names) {
    EXPECT_FALSE(natural_less(a, a));
    for (const std::string& b : names) {
      EXPECT_EQ(natural_less(a, b) + natural_less(b, a), a == b ? 0 : 1) << a << " and " << b;
    }
  }
}

TEST(ClassesOf, NamesClassesByTheirWholeNumbers) {
  const Labels labels{1'000'000'000, -1, 7, -1};
  const Classes classes = classes_of(labels, "y.npy");
  EXPECT_EQ(classes.of, (Labels{2, 0, 1, 0}));
  EXPECT_EQ(classes.names, (Names{"-1", "7", "1000000000"}));
}

TEST(ClassesOf, MergesTextsOfTheSameWholeNumber) {
  const Names labels{"10", "2", "2.0", "+10", "02"};
  const Classes classes = classes_of(labels, "t.csv");
  EXPECT_EQ(classes.of, (Labels{1, 0, 0, 1, 0}));
  EXPECT_EQ(classes.names, (Names{"2", "10"}));
}

TEST(ClassesOf, KeepsTextsUnchangedIfOneIsAWord) {
  const Names labels{"dog", "10", "2", "2.5"};
  const Classes classes = classes_of(labels, "t.csv");
  EXPECT_EQ(classes.of, (Labels{3, 2, 0, 1}));
  EXPECT_EQ(classes.names, (Names{"2", "2.5", "10", "dog"}));
}

TEST(ClassesOf, RefusesNumbersThatAreNotWhole) {
  const Names labels{"1", "2.7"};
  EXPECT_EQ(test::failure([&] { classes_of(labels, "t.csv: column 3"); }),
            "3: t.csv: column 3: expected labels that are whole numbers or names, found '2.7'");
}

TEST(ClassesOf, RefusesTooManyClasses) {
  Labels labels(kMostClasses + 1);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int64_t>(i);
  EXPECT_EQ(test::failure([&] { classes_of(labels, "y.npy"); }),
            "3: y.npy: expected at most 65536 classes, found more");
}

}  // namespace
}  // namespace sae::format
