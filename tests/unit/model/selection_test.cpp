// SPDX-License-Identifier: MIT
// Tests of the selection of the largest values of rows.
#include "model/selection.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <limits>
#include <tuple>

#include "support/tensors.h"

namespace sae::model {
namespace {

/// Rows [B, H] of whole numbers below `distinct`, so that many are equal.
at::Tensor rows_with_ties(std::int64_t rows, std::int64_t width, std::int64_t distinct) {
  return (at::arange(rows * width, at::kLong) * 7919 + 13)
      .remainder(1000003)
      .remainder(distinct)
      .reshape({rows, width});
}

/// By a stable sort: on ties the lower index comes first.
at::Tensor by_sorting(const at::Tensor& values, std::int64_t active_k) {
  const at::Tensor order =
      std::get<1>(values.sort(/*stable=*/true, 1, /*descending=*/true)).narrow(1, 0, active_k);
  return at::zeros_like(values).scatter(1, order, values.gather(1, order));
}

TEST(SelectLargest, EqualsAStableSort) {
  for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
    for (const std::int64_t distinct : {2, 50, 100000}) {
      const at::Tensor values = rows_with_ties(20, 300, distinct).to(type) - 7;
      for (const std::int64_t active_k : {1, 5, 74, 75, 76, 299}) {
        EXPECT_TRUE(select_largest(values, active_k).equal(by_sorting(values, active_k)))
            << distinct << " " << active_k;
      }
    }
  }
}

TEST(SelectLargest, TakesRowsInAnyOrderOfMemory) {
  const at::Tensor values = rows_with_ties(6, 40, 1000).to(at::kFloat).t();
  EXPECT_TRUE(select_largest(values, 2).equal(by_sorting(values, 2)));
}

TEST(SelectLargest, DoesNotDependOnTheRowBefore) {
  const at::Tensor scales = test::vector({1, 1e-6, 1e6, 0, -3}).unsqueeze(1);
  const at::Tensor values = rows_with_ties(5, 300, 1000).to(at::kDouble) * scales;
  const at::Tensor selected = select_largest(values, 4);
  EXPECT_TRUE(selected.equal(by_sorting(values, 4)));
  EXPECT_TRUE(select_largest(values.flip(0), 4).flip(0).equal(selected));
}

TEST(SelectLargest, OrdersInfinities) {
  const double infinity = std::numeric_limits<double>::infinity();
  const at::Tensor values = test::matrix({{-infinity, 1, infinity, -infinity, 2, 0}});
  EXPECT_TRUE(select_largest(values, 1).equal(test::matrix({{0, 0, infinity, 0, 0, 0}})));
  EXPECT_TRUE(select_largest(values, 5).equal(test::matrix({{-infinity, 1, infinity, 0, 2, 0}})));
}

TEST(SelectLargest, IsUndefinedForNan) {
  for (const std::int64_t place : {0, 3, 4, 39}) {
    at::Tensor values = rows_with_ties(2, 40, 1000).to(at::kDouble);
    values[1][place] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(select_largest(values, 1).defined()) << place;
  }
}

TEST(CanSelect, RefusesValuesThatNeedAGradient) {
  const at::Tensor values = test::matrix({{1, 2}}).requires_grad_();
  EXPECT_FALSE(can_select(values));
  EXPECT_TRUE(can_select(values.detach()));
  EXPECT_FALSE(can_select(values.detach().to(at::kLong)));
  const at::NoGradGuard no_gradient;
  EXPECT_TRUE(can_select(values));
}

}  // namespace
}  // namespace sae::model
