// SPDX-License-Identifier: MIT
// Tests of the check for finite features.
#include "data/finite.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

std::string finding(const at::Tensor& features) {
  Dataset dataset;
  dataset.features = features;
  return test::failure([&] { expect_finite(dataset, "x.npy"); });
}

TEST(ExpectFinite, NamesTheFirstValueByRowAndColumn) {
  EXPECT_EQ(finding(test::matrix({{1, 2, 3}, {4, 5, kNan}, {kInfinite, 8, 9}})),
            "3: x.npy: row 1, column 2 (from 0): expected finite numbers, found nan");
  EXPECT_EQ(finding(test::matrix({{1, 2}, {-kInfinite, kNan}}).to(at::kFloat)),
            "3: x.npy: row 1, column 0 (from 0): expected finite numbers, found -inf");
}

TEST(ExpectFinite, ChecksAllRows) {
  const at::Tensor rows = at::zeros({1'500'000, 2}, at::kDouble);
  rows[1'499'999][1] = kInfinite;
  EXPECT_EQ(finding(rows),
            "3: x.npy: row 1499999, column 1 (from 0): expected finite numbers, found inf");
}

TEST(ExpectFinite, AcceptsAllFiniteValues) {
  // Their sum is not finite.
  EXPECT_EQ(finding(test::matrix({{1.7e308, 1.7e308}, {-1.7e308, 5e-324}})), "no error");
  EXPECT_EQ(finding(at::zeros({2, 3}, at::kByte)), "no error");
  EXPECT_EQ(finding({}), "no error");
}

}  // namespace
}  // namespace sae::data
