// SPDX-License-Identifier: MIT
// Tests of copying tensor values to vectors.
#include "data/values.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::data {
namespace {

TEST(ToVector, ReturnsRowMajorValuesForAnyMemoryLayout) {
  const at::Tensor matrix = test::matrix({{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(to_vector<double>(matrix), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(to_vector<double>(matrix.t()), (std::vector<double>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(to_vector<std::int64_t>(matrix.to(at::kLong).select(1, 1)),
            (std::vector<std::int64_t>{2, 5}));
  EXPECT_TRUE(to_vector<double>(matrix.narrow(0, 0, 0)).empty());
}

TEST(ToVector, RefusesAnotherType) { EXPECT_ANY_THROW(to_vector<float>(test::matrix({{1}}))); }

}  // namespace
}  // namespace sae::data
