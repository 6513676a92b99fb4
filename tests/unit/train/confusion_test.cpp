// SPDX-License-Identifier: MIT
// Tests of the confusion matrix.
#include "train/confusion.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/tensors.h"

namespace sae::train {
namespace {

at::Tensor classes(const std::vector<std::int64_t>& values) { return at::tensor(values); }

TEST(Confusion, CountsRowsByTrueAndPredictedClass) {
  const Confusion confusion =
      count_confusion(classes({0, 0, 0, 1, 2, 2}), classes({0, 2, 0, 1, 1, 2}), {"a", "b", "c"});
  EXPECT_EQ(confusion.counts,
            (std::vector<std::vector<std::int64_t>>{{2, 0, 1}, {0, 1, 0}, {0, 1, 1}}));
  EXPECT_EQ(confusion.rows(), 6);
  EXPECT_EQ(confusion.rows_of(0), 3);
  EXPECT_EQ(confusion.correct(), 4);
  EXPECT_NEAR(confusion.accuracy(), 4.0 / 6, 1e-15);
}

TEST(Confusion, HasARowForAMissingClass) {
  const Confusion confusion = count_confusion(classes({0}), classes({0}), {"a", "b"});
  EXPECT_EQ(confusion.counts, (std::vector<std::vector<std::int64_t>>{{1, 0}, {0, 0}}));
  EXPECT_EQ(confusion.rows_of(1), 0);
}

TEST(Confusion, AccuracyIsNanWithoutRows) {
  EXPECT_TRUE(std::isnan(Confusion{{"a"}, {{0}}}.accuracy()));
}

}  // namespace
}  // namespace sae::train
