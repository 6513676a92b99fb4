// SPDX-License-Identifier: MIT
// Tests of the units' key figures, with values computed by hand.
#include "analysis/unit_table.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

UnitCodes sigmoid_codes(const at::Tensor& codes) {
  return {codes.to(at::kFloat), {}, {model::Activation::kSigmoid, train::CodeScale::kSize}};
}

TEST(DescribeUnits, ComputesRatesRangesAndDeadUnits) {
  const UnitCodes codes =
      sigmoid_codes(test::matrix({{0.75, 0.25, 1, 0.5}, {0.25, 0.25, 0.25, 0.25}}));
  const UnitTable units = describe_units(codes, {}, at::zeros({2}));
  EXPECT_TRUE(units.rate.equal(test::vector({0.5, 0}))) << units.rate;
  EXPECT_TRUE(units.mean.equal(test::vector({0.625, 0.25})));
  EXPECT_TRUE(units.smallest.equal(test::vector({0.25, 0.25})));
  EXPECT_TRUE(units.largest.equal(test::vector({1, 0.25})));
  EXPECT_FALSE(units.dead[0].item<bool>());
  EXPECT_TRUE(units.dead[1].item<bool>());
}

// The second unit is above rest only in rows of class 1, the third nowhere.
TEST(DescribeUnits, CountsTheClassesOfRowsAboveRest) {
  const UnitCodes codes =
      sigmoid_codes(test::matrix({{0.5, 0.5, 0.5, 0.5}, {0, 0, 0.5, 1}, {0, 0, 0, 0}}));
  const RowClasses classes = {at::tensor({0, 0, 0, 1}, at::kLong), 2};
  const at::Tensor rest = test::vector({0.25, 0.5, 0}).to(at::kFloat);
  const at::Tensor shares = describe_units(codes, classes, rest).class_shares;
  EXPECT_TRUE(shares[0].equal(test::vector({0.75, 0.25}))) << shares;
  EXPECT_TRUE(shares[1].equal(test::vector({0, 1})));
  EXPECT_TRUE(std::isnan(shares[2][0].item<double>()));
}

// Pairs of (a, b): 1 > 0, 1 = 1, 3 > 0, 3 > 1, so 3.5 of 4. The other unit is the same everywhere.
TEST(AreaUnderRoc, CountsPairsAndHalfOfTies) {
  const UnitCodes codes = sigmoid_codes(test::matrix({{1, 3, 0, 1, 9}, {2, 2, 2, 2, 2}}));
  const at::Tensor labels = at::tensor({0, 0, 1, 1, 2}, at::kLong);
  EXPECT_TRUE(area_under_roc(codes, labels, 0, 1).equal(test::vector({3.5 / 4, 0.5})));
  EXPECT_TRUE(area_under_roc(codes, labels, 1, 0).equal(test::vector({0.5 / 4, 0.5})));
  EXPECT_TRUE(std::isnan(area_under_roc(codes, labels, 0, 3)[0].item<double>()));
}

}  // namespace
}  // namespace sae::analysis
