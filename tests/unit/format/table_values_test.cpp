// SPDX-License-Identifier: MIT
// Tests of a table's numbers.
#include "format/table_values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/hash.h"

namespace sae::format {
namespace {

bool holds_floats(const TableValues& values) { return values.list().index() == 0; }

TableValues values_of(std::initializer_list<double> numbers) {
  TableValues values;
  for (const double number : numbers) values.add(number);
  return values;
}

TEST(TableValues, AreFloatsWhileTheyAreExact) {
  EXPECT_TRUE(holds_floats(values_of({0, -0.5, 16777216, 3.4028234663852886e38})));
  EXPECT_FALSE(holds_floats(values_of({0.1})));
  EXPECT_FALSE(holds_floats(values_of({16777217})));
  EXPECT_FALSE(holds_floats(values_of({1e300})));
}

TEST(TableValues, KeepEarlierNumbersWhenTheyBecomeDoubles) {
  const TableValues values = values_of({0.5, 3, 0.1, 7});
  ASSERT_EQ(values.size(), 4U);
  EXPECT_EQ(values[0], 0.5);
  EXPECT_EQ(values[1], 3);
  EXPECT_EQ(values[2], 0.1);
  EXPECT_EQ(values[3], 7);
}

TEST(TableValues, HoldNotANumberInBothTypes) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(holds_floats(values_of({nan, 1})));
  EXPECT_TRUE(std::isnan(values_of({nan, 1})[0]));
  EXPECT_TRUE(std::isnan(values_of({nan, 0.1})[0]));
}

TEST(TableValues, ShrinkAndAreReplaced) {
  TableValues values = values_of({1, 2, 3});
  values.shrink(2);
  values.set(1, 5);
  EXPECT_EQ(values.size(), 2U);
  EXPECT_EQ(values[1], 5);
}

TEST(TableValues, HaveTheChecksumOfTheirDoubles) {
  TableValues floats;
  std::vector<double> doubles;
  for (int i = 0; i < 20000; ++i) {
    floats.add(i);
    doubles.push_back(i);
  }
  ASSERT_TRUE(holds_floats(floats));
  EXPECT_EQ(floats.checksum(), base::crc32_of(doubles));
  doubles.push_back(0.1);
  floats.add(0.1);
  EXPECT_EQ(floats.checksum(), base::crc32_of(doubles));
}

}  // namespace
}  // namespace sae::format
