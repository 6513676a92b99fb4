// SPDX-License-Identifier: MIT
// Tests of tensors as JSON.
#include "report/numbers.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/tensors.h"

namespace sae::report {
namespace {

TEST(ShortNumber, HasFiveSignificantDigits) {
  EXPECT_EQ(short_number(0.123456789).dump(), "0.12346");
  EXPECT_EQ(short_number(123456.7).dump(), "123460");
  EXPECT_EQ(short_number(1.5e-9).dump(), "1.5e-09");
  EXPECT_EQ(short_number(3).dump(), "3");
  EXPECT_EQ(short_number(-0.0).dump(), "0");
  EXPECT_EQ(short_number(std::numeric_limits<double>::quiet_NaN()).dump(), "null");
}

TEST(NestedNumbers, AreListsOfRows) {
  EXPECT_EQ(nested_numbers(test::matrix({{1, 0.5}, {2, 3}})).dump(), "[[1,0.5],[2,3]]");
  EXPECT_EQ(nested_integers(at::tensor({4, 5}, at::kLong).view({2, 1})).dump(), "[[4],[5]]");
}

}  // namespace
}  // namespace sae::report
