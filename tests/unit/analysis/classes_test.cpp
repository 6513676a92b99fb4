// SPDX-License-Identifier: MIT
// Tests of the classes that occur in labelled data.
#include "analysis/classes.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::analysis {
namespace {

using Ids = std::vector<std::int64_t>;

data::Split split_with(const Ids& train, const Ids& valid) {
  data::Split split;
  split.place = "x.csv";
  split.train.labels = at::tensor(train);
  split.valid.labels = at::tensor(valid);
  split.train.class_names = {"a", "b", "c", "d", "e"};
  return split;
}

TEST(Classes, ContainOccurringLabelsInOrder) {
  const Classes classes = find_classes(split_with({4, 1, 4}, {1, 2}));
  EXPECT_EQ(classes.labels, (Ids{1, 2, 4}));
  EXPECT_EQ(classes.names, (std::vector<std::string>{"b", "c", "e"}));
  EXPECT_EQ(test::integers(classes.train), (Ids{2, 0, 2}));
  EXPECT_EQ(test::integers(classes.valid), (Ids{0, 1}));
}

TEST(Classes, RequireLabelsAndTwoClasses) {
  data::Split split = split_with({0, 1}, {0});
  split.valid.labels = at::Tensor();
  EXPECT_EQ(test::failure([&] { find_classes(split); }),
            "3: x.csv: expected rows with labels, found none");
  EXPECT_EQ(test::failure([] {
              find_classes(split_with({3, 3}, {1}));
            }),
            "3: x.csv: expected at least 2 classes to train on, found 1");
}

}  // namespace
}  // namespace sae::analysis
