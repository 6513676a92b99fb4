// SPDX-License-Identifier: MIT
// Tests of selecting rows by classes.
#include "data/class_choice.h"

#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using Names = std::vector<std::string>;
using Places = std::vector<std::int64_t>;

Dataset labelled(const Names& names, const Places& labels) {
  Dataset dataset;
  dataset.class_names = names;
  dataset.labels = at::tensor(labels);
  return dataset;
}

Places chosen(const Dataset& dataset, const Names& words) {
  return test::integers(rows_of_classes(dataset, {words}, "--classes", "t.csv").nonzero());
}

TEST(RowsOfClasses, MatchesAWordWithTheLabelInTheFile) {
  const Dataset outliers = labelled({"-1", "1"}, {1, 0, 1});
  EXPECT_EQ(chosen(outliers, {"-1"}), (Places{1}));
  EXPECT_EQ(chosen(outliers, {"1"}), (Places{0, 2}));
  EXPECT_EQ(chosen(labelled({"1", "2", "10"}, {0, 1, 2}), {"10"}), (Places{2}));
}

TEST(RowsOfClasses, MatchesARangeWithTheWholeNumbersWithin) {
  const Dataset dataset = labelled({"-2", "0", "3", "10", "cat"}, {0, 1, 2, 3, 4});
  EXPECT_EQ(chosen(dataset, {"0-9"}), (Places{1, 2}));
  EXPECT_EQ(chosen(dataset, {"-2-0", "cat"}), (Places{0, 1, 4}));
  EXPECT_EQ(chosen(labelled({"5-9", "7"}, {0, 1}), {"5-9"}), (Places{0}))
      << "a label takes precedence over a range";
}

TEST(RowsOfClasses, MatchesAClassByNameToo) {
  Dataset dataset = labelled({"T-shirt", "trouser"}, {1, 0});
  dataset.class_labels = {"0", "1"};
  EXPECT_EQ(chosen(dataset, {"trouser"}), (Places{0}));
  EXPECT_EQ(chosen(dataset, {"0"}), (Places{1}));
}

TEST(RowsOfClasses, RefusesUnknownClassesUnlessAllowed) {
  const Dataset dataset = labelled({"cat", "dog"}, {0, 1});
  EXPECT_EQ(test::failure([&] { chosen(dataset, {"0"}); }),
            "2: --classes: expected classes of t.csv (cat, dog), found '0'");
  EXPECT_EQ(test::failure([&] { chosen(dataset, {"3-7"}); }),
            "2: --classes: expected classes of t.csv (cat, dog), found '3-7'");
  EXPECT_EQ(test::integers(rows_of_classes(dataset, {{"eel", "cat"}}, "--classes", "t.csv",
                                           UnknownClass::kNoRows)
                               .nonzero()),
            (Places{0}));
}

TEST(RowsOfClasses, RefusesDataWithoutLabels) {
  EXPECT_EQ(test::failure([&] { chosen(Dataset(), {"1"}); }),
            "2: --classes: expected data with labels, found none in t.csv");
}

TEST(ShareClasses, GivesBothPartsTheSameClasses) {
  Dataset train = labelled({"2", "10"}, {1, 0}), test = labelled({"-1", "10", "cat"}, {2, 1, 0});
  share_classes(train, test);
  EXPECT_EQ(train.class_names, (Names{"-1", "2", "10", "cat"}));
  EXPECT_EQ(test.class_names, train.class_names);
  EXPECT_EQ(test::integers(train.labels), (Places{2, 1}));
  EXPECT_EQ(test::integers(test.labels), (Places{3, 2, 0}));
}

// A truncated part of FashionMNIST is not recognised by its checksum.
TEST(ShareClasses, MatchesLabelsIfOnePartHasNames) {
  Dataset train = labelled({"T-shirt", "trouser"}, {1, 0}), test = labelled({"1", "7"}, {0, 1});
  train.class_labels = {"0", "1"};
  share_classes(train, test);
  for (const Dataset* part : {&train, &test}) {
    EXPECT_EQ(part->class_labels, (Names{"0", "1", "7"}));
    EXPECT_EQ(part->class_names, (Names{"T-shirt", "trouser", "7"}));
  }
  EXPECT_EQ(test::integers(train.labels), (Places{1, 0}));
  EXPECT_EQ(test::integers(test.labels), (Places{1, 2}));
}

}  // namespace
}  // namespace sae::data
