// SPDX-License-Identifier: MIT
// Tests of filling in missing values.
#include "data/fill.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using Values = std::vector<double>;

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

TEST(FitFill, TakesTheMeansOfTheColumns) {
  const at::Tensor fill = fit_fill(test::matrix({{1, kAbsent}, {kAbsent, 10}, {5, 30}}), {});
  EXPECT_EQ(test::values(fill), (Values{3, 20}));
  EXPECT_EQ(test::values(fit_fill(test::matrix({{1, 2}, {3, 4}}).to(at::kByte), {})),
            (Values{2, 3}));
}

TEST(FitFill, StaysWithinTheRangeOfAColumn) {
  // The sum of ten times 0.1, divided by 10, is less than 0.1.
  at::Tensor rows = test::matrix({{0.1}}).repeat({11, 1});
  rows[3][0] = kAbsent;
  EXPECT_EQ(test::values(fit_fill(rows, {})), (Values{0.1}));
}

TEST(FitFill, IsZeroForFeaturesOfTexts) {
  const TableEncoding encoding({{"town", format::ColumnKind::kText, {"Bonn", "Ulm"}},
                                {"age", format::ColumnKind::kNumber, {}}});
  const at::Tensor rows = test::matrix({{1, 0, 30}, {kAbsent, kAbsent, kAbsent}});
  EXPECT_EQ(test::values(fit_fill(rows, encoding)), (Values{0, 0, 30}));
}

TEST(FitFill, RefusesAColumnWithoutValues) {
  const at::Tensor rows = test::matrix({{1, kAbsent}, {2, kAbsent}});
  EXPECT_EQ(test::failure([&] { fit_fill(rows, {}); }),
            "3: column 1 (from 0): expected a value to compute the mean, found none in the "
            "training rows");
  const TableEncoding named(
      {{"a", format::ColumnKind::kNumber, {}}, {"b", format::ColumnKind::kNumber, {}}});
  EXPECT_EQ(test::failure([&] { fit_fill(rows, named); }),
            "3: column 'b': expected a value to compute the mean, found none in the training rows");
}

TEST(FillMissing, KeepsOtherValuesAndTheirType) {
  const at::Tensor rows = test::matrix({{1, kAbsent}, {kAbsent, 4}}).to(at::kFloat);
  const at::Tensor filled = fill_missing(rows, test::vector({7, 8}));
  EXPECT_EQ(filled.scalar_type(), at::kFloat);
  EXPECT_EQ(test::values(filled), (Values{1, 8, 7, 4}));
}

}  // namespace
}  // namespace sae::data
