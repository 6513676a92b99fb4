// SPDX-License-Identifier: MIT
// Tests of the line search on functions of one variable.
#include "train/line_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

namespace sae::train {
namespace {

/// A function of a step and its derivative.
struct Curve {
  std::function<double(double)> value;
  std::function<double(double)> slope;
};

struct Walk {
  Trial taken;
  int evaluations = 0;
};

Trial trial_of(const Curve& curve, double step) {
  Trial trial;
  trial.step = step;
  trial.slope = curve.slope(step);
  trial.at.terms.loss = curve.value(step);
  return trial;
}

Walk walk(const Curve& curve, double first, const LineSearch& search = {}) {
  Walk walk;
  walk.taken = search_line(search, trial_of(curve, 0), first, [&](double step) {
    ++walk.evaluations;
    return trial_of(curve, step);
  });
  return walk;
}

/// (t − 3)², with derivative −6 at 0.
const Curve kBowl = {[](double t) { return (t - 3) * (t - 3); },
                     [](double t) { return 2 * (t - 3); }};

TEST(LineSearch, AcceptsAGoodFirstStep) {
  const Walk found = walk(kBowl, 1);
  EXPECT_EQ(found.taken.step, 1);
  EXPECT_EQ(found.evaluations, 1);
}

TEST(LineSearch, FindsTheMinimumOfAParabolaFromEitherSide) {
  // With curvature .001 only the minimum qualifies; cubic interpolation finds it exactly.
  for (const double first : {0.001, 0.5, 5.9, 7.0, 60.0}) {
    const Walk found = walk(kBowl, first, {0.001, 25});
    EXPECT_NEAR(found.taken.step, 3, 0.003) << "from " << first;
    EXPECT_LE(found.evaluations, 8) << "from " << first;
  }
}

TEST(LineSearch, SatisfiesTheWolfeConditionsOnAWavyFunction) {
  const Curve wavy = {[](double t) { return std::sin(5 * t) / 5 - t + t * t / 20; },
                      [](double t) { return std::cos(5 * t) - 1 - 0.1 + t / 10 + 0.1; }};
  // The slope is 0 at 0, so the curve is shifted to where it decreases.
  const Curve shifted = {[&](double t) { return wavy.value(t + 0.3); },
                         [&](double t) { return wavy.slope(t + 0.3); }};
  const double value = shifted.value(0), slope = shifted.slope(0);
  ASSERT_LT(slope, 0);
  for (const double first : {0.01, 0.3, 1.0, 4.0, 30.0}) {
    const Trial taken = walk(shifted, first, {0.1, 50}).taken;
    EXPECT_GT(taken.step, 0);
    EXPECT_LE(taken.at.value(), value + 1e-4 * taken.step * slope) << "from " << first;
    EXPECT_LE(std::abs(taken.slope), 0.1 * std::abs(slope)) << "from " << first;
  }
}

TEST(LineSearch, BacktracksFromNan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Curve wall = {[=](double t) { return t > 1 ? nan : -t; },
                      [=](double t) { return t > 1 ? nan : -1.0; }};
  const Walk found = walk(wall, 100);
  EXPECT_GT(found.taken.step, 0);
  EXPECT_LE(found.taken.step, 1);
}

TEST(LineSearch, EndsOnAnUnboundedFunction) {
  const Curve slide = {[](double t) { return -t; }, [](double) { return -1.0; }};
  const Walk found = walk(slide, 1, {0.9, 6});
  EXPECT_EQ(found.evaluations, 6);
  EXPECT_GT(found.taken.step, 1000) << "steps grow by a factor each time";
}

TEST(LineSearch, ReturnsTheStartWithoutALowerPoint) {
  // The derivative is negative, but the values increase.
  const Curve liar = {[](double t) { return t; }, [](double) { return -1.0; }};
  EXPECT_EQ(walk(liar, 1).taken.step, 0);
}

}  // namespace
}  // namespace sae::train
