// SPDX-License-Identifier: MIT
// Tests of the budget curve, with values computed by hand.
#include "train/budget.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/tensors.h"

namespace sae::train {
namespace {

model::Layer linear(const at::Tensor& weight) {
  return {weight, at::zeros({weight.size(0)}, weight.options()), model::Activation::kIdentity, 0};
}

/// Linear layers that scale each value: the code by `encoder`, the output by `decoder`.
model::Network scaling(const std::vector<double>& encoder, const std::vector<double>& decoder) {
  return {{linear(test::vector(encoder).diag()), linear(test::vector(decoder).diag())}, 0};
}

TEST(MeanCode, IsTheMeanOverAllRows) {
  const at::Tensor mean =
      mean_code(scaling({1, 10}, {1, 1}), test::matrix({{0, 1}, {4, 2}, {2, 3}}));
  EXPECT_TRUE(mean.equal(test::vector({2, 20}))) << mean;
}

// The mean row is (2, 2), the variation 8 + 4 + 4. With one unit, the first row keeps its first
// unit (a tie) and misses the second by 2; the others differ from the mean in one unit only.
TEST(BudgetCurve, LetsTheOtherUnitsRestAtTheirMean) {
  const at::Tensor rows = test::matrix({{0, 0}, {4, 2}, {2, 4}});
  const auto curve = budget_curve(scaling({1, 1}, {1, 1}), rows, rows, test::vector({2, 2}));
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_EQ(curve[0].units, 1);
  EXPECT_DOUBLE_EQ(curve[0].fvu, 4.0 / 16);
  EXPECT_EQ(curve[1].units, 2);
  EXPECT_EQ(curve[1].fvu, 0);
}

// The second unit has ten times the first one's code and a hundredth of its weight: rows differ
// more by the first.
TEST(BudgetCurve, WeighsUnitsByTheirDecoder) {
  const at::Tensor rows = test::matrix({{0, 0}, {4, 2}});
  const auto curve = budget_curve(scaling({1, 10}, {1, 0.1}), rows, rows, test::vector({2, 10}));
  EXPECT_DOUBLE_EQ(curve[0].fvu, 2.0 / 10);
}

TEST(BudgetCurve, ComparesWithTheTarget) {
  const at::Tensor input = test::matrix({{0, 0}, {4, 4}});
  const at::Tensor target = test::matrix({{1, 0}, {4, 4}});
  const auto curve = budget_curve(scaling({1, 1}, {1, 1}), input, target, test::vector({2, 2}));
  EXPECT_DOUBLE_EQ(curve[1].fvu, 1 / (2 * 1.5 * 1.5 + 2 * 2 * 2));
}

TEST(BudgetCurve, EndsWithAllUnits) {
  const at::Tensor rows = test::uniform({6, 5}, 1, -1, 1);
  const model::Network network = scaling({1, 1, 1, 1, 1}, {1, 1, 1, 1, 1});
  std::vector<std::int64_t> units;
  for (const BudgetPoint& point : budget_curve(network, rows, rows, rows.mean(0))) {
    units.push_back(point.units);
  }
  EXPECT_EQ(units, (std::vector<std::int64_t>{1, 2, 4, 5}));
}

TEST(FirstSufficient, IsTheSmallestBudgetWithThisShare) {
  // All units explain .8, and 90 % of that is .72.
  const std::vector<BudgetPoint> curve = {{1, 0.9}, {2, 0.29}, {4, 0.27}, {8, 0.2}};
  EXPECT_EQ(first_sufficient(curve, 0.9), &curve[2]);
  EXPECT_EQ(first_sufficient(curve, 0.5), &curve[1]);
  EXPECT_EQ(first_sufficient(curve, 1), &curve[3]);
  EXPECT_EQ(first_sufficient({}, 0.9), nullptr);
  EXPECT_EQ(first_sufficient({{1, 1}}, 0.9), nullptr);
  EXPECT_EQ(first_sufficient({{1, std::nan("")}}, 0.9), nullptr);
}

TEST(BudgetCurve, IsUndefinedForEqualRows) {
  const at::Tensor rows = test::matrix({{1}, {1}});
  const auto curve = budget_curve(scaling({1}, {1}), rows, rows, test::vector({0}));
  ASSERT_EQ(curve.size(), 1U);
  EXPECT_TRUE(std::isnan(curve[0].fvu));
}

}  // namespace
}  // namespace sae::train
