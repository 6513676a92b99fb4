// SPDX-License-Identifier: MIT
// Tests of quantiles and ROC AUC; expected values by hand and from NumPy 2.4.6 and scikit-learn
// 1.9.1.
#include "analysis/anomaly.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::analysis {
namespace {

at::Tensor flags(const std::vector<double>& values) { return test::vector(values).to(at::kBool); }

TEST(Quantile, MatchesNumPy) {
  // np.quantile(values, q)
  const at::Tensor values = test::vector({3, 1, 4, 1, 5, 9, 2, 6});
  EXPECT_EQ(find_quantile(values, 0), 1);
  EXPECT_EQ(find_quantile(values, 0.1), 1);
  EXPECT_EQ(find_quantile(values, 0.5), 3.5);
  EXPECT_NEAR(find_quantile(values, 0.95), 7.95, 1e-14);
  EXPECT_EQ(find_quantile(values, 1), 9);
  EXPECT_EQ(find_quantile(test::vector({7}), 0.3), 7);
}

TEST(Quantile, SortsNanLast) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const at::Tensor values = test::vector({nan, 3, nan, 1, 2});
  EXPECT_EQ(find_quantile(values, 0.5), 3);
  EXPECT_TRUE(std::isnan(find_quantile(values, 0.9)));
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(find_quantile(test::vector({1, infinite, infinite}), 0.75), infinite);
}

// nan ranks above all numbers: of 4 pairs, 3 are in order and one is a tie.
TEST(RocAuc, HandlesNan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(roc_auc(test::vector({1, nan, nan, 2}), flags({0, 0, 1, 1})), 2.5 / 4);
  EXPECT_EQ(roc_auc(test::vector({nan, nan}), flags({0, 1})), 0.5);
}

TEST(RocAuc, MatchesValuesComputedByHand) {
  EXPECT_DOUBLE_EQ(roc_auc(test::vector({1, 3, 2, 3, 5}), flags({0, 0, 0, 1, 1})), 5.5 / 6);
  // Of 6 pairs, 4 are in order, one is a tie and one is out of order.
  EXPECT_DOUBLE_EQ(roc_auc(test::vector({1, 4, 2, 4, 3}), flags({0, 0, 0, 1, 1})), 4.5 / 6);
  EXPECT_EQ(roc_auc(test::vector({1, 2, 3}), flags({0, 0, 1})), 1);
  EXPECT_EQ(roc_auc(test::vector({1, 2, 3}), flags({1, 0, 0})), 0);
  EXPECT_EQ(roc_auc(test::vector({2, 2, 2}), flags({1, 0, 0})), 0.5);
}

TEST(RocAuc, MatchesScikitLearn) {
  // n = np.arange(300); scores = n * 37 % 101 % 23; positive = n * n % 5 == 1;
  // roc_auc_score(positive, scores), and again with 6 added for each positive row.
  const at::Tensor n = at::arange(300, at::kLong);
  const at::Tensor scores = (n * 37).remainder(101).remainder(23).to(at::kDouble);
  const at::Tensor positive = (n * n).remainder(5) == 1;
  EXPECT_NEAR(roc_auc(scores, positive), 0.49800925925925926, 1e-15);
  EXPECT_NEAR(roc_auc(scores + 6 * positive, positive), 0.7250925925925925, 1e-15);
}

TEST(RocAuc, RefusesRowsOfOneKind) {
  EXPECT_EQ(test::failure([] {
              roc_auc(test::vector({1, 2}), flags({0, 0}));
            }),
            "3: ROC AUC: expected anomalous rows and others, found 0 anomalous of 2");
  EXPECT_EQ(test::failure([] {
              roc_auc(test::vector({1, 2}), flags({1, 1}));
            }),
            "3: ROC AUC: expected anomalous rows and others, found 2 anomalous of 2");
}

}  // namespace
}  // namespace sae::analysis
