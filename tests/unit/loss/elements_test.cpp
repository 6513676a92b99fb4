// SPDX-License-Identifier: MIT
// Tests of the loss terms of one element.
#include "loss/elements.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/slope.h"

namespace sae::loss {
namespace {

struct PlainMath {
  static double logarithm(double x) { return std::log(x); }
  static double magnitude(double x) { return std::abs(x); }
  static double sign_of(double x) { return x > 0 ? 1 : (x < 0 ? -1 : 0); }
};

TEST(SquaredError, MatchesValuesByHand) {
  EXPECT_EQ(SquaredError<PlainMath>::value(0.25, 1.0), 0.5625);
  EXPECT_EQ(SquaredError<PlainMath>::derivative(10.0, 0.25, 1.0), 10 * 2 * -0.75);
}

TEST(CrossEntropy, MatchesValuesByHand) {
  // −¼ log ½ − ¾ log ½, and (½ − ¼)/¼.
  EXPECT_NEAR(CrossEntropy<PlainMath>::value(0.5, 0.25), std::log(2), 1e-15);
  EXPECT_NEAR(CrossEntropy<PlainMath>::derivative(10.0, 0.5, 0.25), 10, 1e-14);
}

TEST(CrossEntropy, IsFiniteAtZeroAndOne) {
  EXPECT_EQ(CrossEntropy<PlainMath>::value(0.0, 1.0), 100);
  EXPECT_EQ(CrossEntropy<PlainMath>::value(1.0, 0.0), 100);
  EXPECT_EQ(CrossEntropy<PlainMath>::value(0.0, 0.0), 0);
  EXPECT_NEAR(CrossEntropy<PlainMath>::derivative(1.0, 0.0, 1.0), -1e12, 1);
}

TEST(Magnitude, DerivativeIsTheSign) {
  EXPECT_EQ(Magnitude<PlainMath>::value(-0.5), 0.5);
  EXPECT_EQ(Magnitude<PlainMath>::derivative(3.0, -0.5), -3);
  EXPECT_EQ(Magnitude<PlainMath>::derivative(3.0, 0.5), 3);
  EXPECT_EQ(Magnitude<PlainMath>::derivative(3.0, 0.0), 0);
}

template <class Term>
void expect_derivative_of_value() {
  for (const double target : {0.0, 0.3, 1.0}) {
    for (const double output : {0.1, 0.5, 0.85}) {
      const auto value = [&](double o) { return 0.7 * Term::value(o, target); };
      EXPECT_NEAR(Term::derivative(0.7, output, target), test::slope(value, output), 1e-7)
          << output << " for " << target;
    }
  }
}

TEST(Elements, DerivativesMatchDifferences) {
  expect_derivative_of_value<SquaredError<PlainMath>>();
  expect_derivative_of_value<CrossEntropy<PlainMath>>();
  for (const double v : {-2.0, -0.1, 0.4}) {
    const auto value = [](double x) { return 0.7 * Magnitude<PlainMath>::value(x); };
    EXPECT_NEAR(Magnitude<PlainMath>::derivative(0.7, v), test::slope(value, v), 1e-9);
  }
}

}  // namespace
}  // namespace sae::loss
