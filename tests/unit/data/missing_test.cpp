// SPDX-License-Identifier: MIT
// Tests of missing values.
#include "data/missing.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
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

Dataset rows_of(const at::Tensor& features) {
  Dataset dataset;
  dataset.features = features;
  return dataset;
}

TEST(ApplyMissing, LeavesTheirRowsOut) {
  Dataset dataset = rows_of(test::matrix({{1, 2}, {kNan, 4}, {5, 6}}));
  apply_missing(dataset, config::Missing::kDrop, "x.npy");
  EXPECT_EQ(test::values(dataset.features), (std::vector<double>{1, 2, 5, 6}));
  EXPECT_EQ(test::integers(ids_of(dataset)), (std::vector<std::int64_t>{0, 2}));
  EXPECT_EQ(dataset.file_rows, 3);
}

TEST(ApplyMissing, KeepsThemForTheTransform) {
  Dataset dataset = rows_of(test::matrix({{1, kNan}}));
  apply_missing(dataset, config::Missing::kMean, "x.npy");
  EXPECT_TRUE(std::isnan(test::values(dataset.features)[1]));
}

TEST(ApplyMissing, RefusesWhatTheOptionDoesNotCover) {
  const auto refusal = [](const at::Tensor& features, config::Missing missing) {
    Dataset dataset = rows_of(features);
    return test::failure([&] { apply_missing(dataset, missing, "x.npy"); });
  };
  EXPECT_EQ(refusal(test::matrix({{kNan}}), config::Missing::kError),
            "3: x.npy: row 0, column 0 (from 0): expected finite numbers, found nan");
  EXPECT_EQ(refusal(test::matrix({{kNan}, {kInfinite}}), config::Missing::kMean),
            "3: x.npy: row 1, column 0 (from 0): expected finite numbers, found inf");
  EXPECT_EQ(refusal(test::matrix({{kNan, 1}, {2, kNan}}), config::Missing::kDrop),
            "3: x.npy: expected a row without missing values, found none");
}

}  // namespace
}  // namespace sae::data
