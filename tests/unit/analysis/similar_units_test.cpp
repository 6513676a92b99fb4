// SPDX-License-Identifier: MIT
// Tests of units that do the same.
#include "analysis/similar_units.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

UnitCodes some_codes(const at::Tensor& codes) { return {codes.to(at::kFloat), {}, {}}; }

// Columns (1, 0), (2, 0) and (0, 1): the first two have cosine 1, the others 0.
TEST(FindSimilarUnits, RanksByTheCosineOfDecoderColumns) {
  const at::Tensor decoder = test::matrix({{1, 2, 0}, {0, 0, 1}});
  const UnitCodes codes = some_codes(test::matrix({{0, 1}, {1, 0}, {0, 1}}));
  const SimilarUnits similar = find_similar_units(decoder, codes, 5);
  EXPECT_EQ(similar.units.size(1), 2);
  EXPECT_EQ(similar.units[0][0].item<std::int64_t>(), 1);
  EXPECT_EQ(similar.units[1][0].item<std::int64_t>(), 0);
  EXPECT_TRUE(at::allclose(similar.cosines[0], test::vector({1, 0})));
}

// All four columns are parallel. Units 0, 1 and 2 rise together, unit 3 falls; unit 2 at a third
// of the size still has correlation 1.
TEST(FindSimilarUnits, CountsTwinsOnce) {
  const at::Tensor decoder = test::matrix({{1, 2, 3, 4}, {1, 2, 3, 4}});
  const UnitCodes codes =
      some_codes(test::matrix({{1, 2, 3}, {2, 4, 6}, {0.3, 0.6, 0.9}, {3, 2, 1}}));
  EXPECT_EQ(find_similar_units(decoder, codes, 1).distinct, 2);
}

TEST(FindSimilarUnits, DoesNotCountConstantOrUnrelatedUnitsAsTwins) {
  const UnitCodes codes = some_codes(test::matrix({{1, 1, 1}, {1, 1, 1}, {1, 2, 3}, {1, 2, 3}}));
  const at::Tensor parallel = test::matrix({{1, 1, 1, 0}, {1, 1, 1, 1}});
  EXPECT_EQ(find_similar_units(parallel, codes, 1).distinct, 4);
}

TEST(FindSimilarUnits, HandlesASingleUnit) {
  const SimilarUnits similar =
      find_similar_units(test::matrix({{1}, {2}}), some_codes(test::matrix({{1, 2}})), 5);
  EXPECT_EQ(similar.units.size(1), 0);
  EXPECT_EQ(similar.distinct, 1);
}

}  // namespace
}  // namespace sae::analysis
