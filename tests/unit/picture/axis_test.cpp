// SPDX-License-Identifier: MIT
// Tests of axis ranges and tick labels.
#include "picture/axis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"

namespace sae::picture {
namespace {

constexpr double kAxisNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kAxisInfinity = std::numeric_limits<double>::infinity();

std::vector<std::string> labels_of(const Axis& axis) {
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks) labels.push_back(tick.label);
  return labels;
}

using Labels = std::vector<std::string>;

TEST(ValueAxis, IsLogarithmicFromARatioOfThree) {
  EXPECT_EQ(value_axis({0.01, 0.031}, 7).scale, Scale::kLog);
  EXPECT_EQ(value_axis({0.01, 0.029}, 7).scale, Scale::kLinear);
}

TEST(ValueAxis, ShowsZerosAndNegativesOnALinearAxis) {
  const Axis axis = value_axis({0.0, 0.5, 1e-6}, 7);
  EXPECT_EQ(axis.scale, Scale::kLinear);
  EXPECT_EQ(axis.low, 0);
  EXPECT_LT(value_axis({-1.0, 0.5}, 7).low, -1);
}

TEST(ValueAxis, LabelsALogRangeWithDecimals) {
  EXPECT_EQ(labels_of(value_axis({0.0094, 0.0321}, 7)), (Labels{"0.01", "0.015", "0.02", "0.03"}));
  EXPECT_EQ(labels_of(value_axis({0.009, 2.0}, 5)), (Labels{"0.01", "0.03", "0.1", "0.3", "1"}));
}

TEST(ValueAxis, LabelsManyDecadesSparsely) {
  const Axis axis = value_axis({1e-20, 1e20}, 7);
  EXPECT_LE(axis.ticks.size(), 8U);
  EXPECT_GE(axis.ticks.size(), 3U);
}

TEST(ValueAxis, LabelsTinyValuesWithPowersOfTen) {
  EXPECT_EQ(labels_of(value_axis({1.2e-6, 4e-5}, 5)), (Labels{"10⁻⁶", "3×10⁻⁶", "10⁻⁵", "3×10⁻⁵"}));
  EXPECT_EQ(labels_of(value_axis({2e-6, 4e-6}, 5)),
            (Labels{"2.0×10⁻⁶", "2.5×10⁻⁶", "3.0×10⁻⁶", "3.5×10⁻⁶", "4.0×10⁻⁶"}));
}

TEST(ValueAxis, LabelsALinearRangeWithEqualDecimals) {
  // From 0.018 to 0.042, steps of .005.
  EXPECT_EQ(labels_of(value_axis({0.02, 0.04}, 5)),
            (Labels{"0.020", "0.025", "0.030", "0.035", "0.040"}));
  EXPECT_EQ(labels_of(value_axis({-1, 1}, 5)), (Labels{"-1.0", "-0.5", "0", "0.5", "1.0"}));
}

TEST(ValueAxis, CentresASingleValue) {
  const Axis axis = value_axis({0.05}, 5);
  EXPECT_DOUBLE_EQ(axis.position(0.05), 0.5);
  EXPECT_NEAR(axis.low, 0.045, 1e-12);
  const Axis zero = value_axis({0.0, 0.0}, 5);
  EXPECT_EQ(zero.low, 0);
  EXPECT_EQ(zero.high, 1);
}

TEST(ValueAxis, IgnoresValuesThatCannotBeShown) {
  const Axis axis = value_axis({kAxisNan, 0.02, kAxisInfinity, 0.04, 1e200, 1e-200}, 5);
  EXPECT_EQ(labels_of(axis), labels_of(value_axis({0.02, 0.04}, 5)));
  EXPECT_TRUE(value_axis({kAxisNan}, 5).ticks.empty());
  EXPECT_TRUE(value_axis({}, 5).ticks.empty());
}

TEST(ValueAxis, KeepsFewOrderedTicksInsideTheRange) {
  for (double smallest = 1e-9; smallest < 1e6; smallest *= 3.7) {
    for (double ratio = 1; ratio < 1e7; ratio *= 1.31) {
      for (const int most : {5, 7, 9}) {
        const Axis axis = value_axis({smallest, smallest * ratio}, most);
        ASSERT_LT(axis.low, axis.high);
        ASSERT_GE(axis.ticks.size(), 2U) << smallest << " x " << ratio;
        ASSERT_LE(axis.ticks.size(), static_cast<std::size_t>(most) + 1);
        for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
          ASSERT_GE(axis.position(axis.ticks[i].value), -1e-9);
          ASSERT_LE(axis.position(axis.ticks[i].value), 1 + 1e-9);
          if (i == 0) continue;
          ASSERT_GT(axis.ticks[i].value, axis.ticks[i - 1].value);
          ASSERT_NE(axis.ticks[i].label, axis.ticks[i - 1].label);
        }
      }
    }
  }
}

TEST(Axis, PositionIsProportionalOnItsScale) {
  const Axis linear{Scale::kLinear, 2, 6, {}};
  EXPECT_DOUBLE_EQ(linear.position(3), 0.25);
  const Axis log{Scale::kLog, 0.01, 100, {}};
  EXPECT_DOUBLE_EQ(log.position(0.1), 0.25);
  EXPECT_FALSE(log.can_show(0));
  EXPECT_FALSE(log.can_show(-1));
  EXPECT_TRUE(linear.can_show(0));
  EXPECT_FALSE(linear.can_show(kAxisNan));
  EXPECT_THROW(log.position(0), Error);
  EXPECT_THROW(linear.position(kAxisInfinity), Error);
}

TEST(EpochAxis, LabelsWholeEpochs) {
  EXPECT_EQ(labels_of(epoch_axis({1, 2})), (Labels{"1", "2"}));
  EXPECT_EQ(labels_of(epoch_axis({38, 39, 40})), (Labels{"38", "39", "40"}));
  EXPECT_EQ(labels_of(epoch_axis({1, 25})), (Labels{"5", "10", "15", "20", "25"}));
  EXPECT_EQ(labels_of(epoch_axis({1, 400})),
            (Labels{"50", "100", "150", "200", "250", "300", "350", "400"}));
}

TEST(EpochAxis, CentresASingleEpoch) {
  const Axis axis = epoch_axis({7});
  EXPECT_EQ(axis.low, 6);
  EXPECT_EQ(axis.high, 8);
  EXPECT_EQ(labels_of(axis), Labels{"7"});
}

TEST(LinearAxis, StaysLinearForWidelySpreadValues) {
  const Axis axis = linear_axis({1, 100}, 4);
  EXPECT_EQ(axis.scale, Scale::kLinear);
  EXPECT_EQ(value_axis({1, 100}, 4).scale, Scale::kLog);
  // 8 % of padding at both ends, but no negative values.
  EXPECT_EQ(axis.low, 0);
  EXPECT_DOUBLE_EQ(axis.high, 100 + 0.08 * 99);
  EXPECT_EQ(labels_of(axis), (Labels{"0", "50", "100"}));
}

TEST(IndexAxis, LabelsEveryNameOrSomeNumbers) {
  const Axis named = index_axis(2, {"a", "b"});
  EXPECT_EQ(named.low, -0.5);
  EXPECT_EQ(named.high, 1.5);
  EXPECT_EQ(labels_of(named), (Labels{"a", "b"}));
  EXPECT_EQ(named.ticks[1].value, 1);
  EXPECT_EQ(labels_of(index_axis(48)),
            (Labels{"0", "5", "10", "15", "20", "25", "30", "35", "40", "45"}));
  EXPECT_EQ(labels_of(index_axis(1)), Labels{"0"});
}

TEST(ShortNumber, KeepsSignificantDigits) {
  EXPECT_EQ(short_number(0.0094321, 3), "0.00943");
  EXPECT_EQ(short_number(0.0100049, 3), "0.0100");
  EXPECT_EQ(short_number(0.099996, 3), "0.100");
  EXPECT_EQ(short_number(12.54, 3), "12.5");
  EXPECT_EQ(short_number(12345, 3), "12345");
  EXPECT_EQ(short_number(-0.25, 2), "-0.25");
  EXPECT_EQ(short_number(0, 3), "0");
}

TEST(ShortNumber, UsesPowersOfTenFarFromOne) {
  EXPECT_EQ(short_number(9.4321e-6, 3), "9.43×10⁻⁶");
  EXPECT_EQ(short_number(1234567, 3), "1.23×10⁶");
  EXPECT_EQ(short_number(2.5e12, 2), "2.5×10¹²");
}

TEST(ShortNumber, FormatsNanAndInf) {
  EXPECT_EQ(short_number(kAxisNan, 3), "nan");
  EXPECT_EQ(short_number(kAxisInfinity, 3), "inf");
  EXPECT_EQ(short_number(-kAxisInfinity, 3), "-inf");
}

TEST(LabelStep, ReturnsTheSmallestStepThatFits) {
  EXPECT_EQ(label_step(10, 25), 1U);
  EXPECT_EQ(label_step(25, 25), 1U);
  EXPECT_EQ(label_step(26, 25), 2U);
  EXPECT_EQ(label_step(0, 25), 1U);
}

}  // namespace
}  // namespace sae::picture
