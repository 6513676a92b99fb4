// SPDX-License-Identifier: MIT
// Tests of collecting problems with option values.
#include "config/problems.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"

namespace sae::config {
namespace {

using Lines = std::vector<std::string>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Problems, AcceptValuesWithinTheBounds) {
  Problems problems;
  for (const std::int64_t value : {1, 10}) problems.range("k", value, 1, 10);
  for (const double value : {0.5, 1.0}) problems.range("q", value, 0.5, 1);
  problems.from("seed", 0, 0);
  problems.between("rho", 0.5, 0, 1);
  problems.above("lr", 1, 0, 1);
  problems.below("dropout", 0, 0, 1);
  EXPECT_EQ(problems.lines(), Lines());
  EXPECT_NO_THROW(problems.throw_if_any());
}

TEST(Problems, ReportExpectedAndFoundValues) {
  Problems problems;
  for (const std::int64_t value : {0, 11}) problems.range("k", value, 1, 10);
  for (const double value : {-0.5, 1.5}) problems.range("q", value, 0, 1);
  problems.from("seed", -1, 0);
  for (const double value : {0.0, 1.0}) problems.between("rho", value, 0, 1);
  for (const double value : {0.0, 1.5}) problems.above("lr", value, 0, 1);
  for (const double value : {-0.5, 1.0}) problems.below("dropout", value, 0, 1);
  EXPECT_EQ(problems.lines(),
            (Lines{"--k: expected a whole number from 1 to 10, found 0",
                   "--k: expected a whole number from 1 to 10, found 11",
                   "--q: expected a value from 0 to 1, found -0.5",
                   "--q: expected a value from 0 to 1, found 1.5",
                   "--seed: expected a whole number from 0 up, found -1",
                   "--rho: expected a value between 0 and 1 (both excluded), found 0",
                   "--rho: expected a value between 0 and 1 (both excluded), found 1",
                   "--lr: expected a value above 0, at most 1, found 0",
                   "--lr: expected a value above 0, at most 1, found 1.5",
                   "--dropout: expected a value from 0 up and below 1, found -0.5",
                   "--dropout: expected a value from 0 up and below 1, found 1"}));
}

TEST(Problems, RejectNan) {
  Problems problems;
  problems.range("a", kNan, 0, 1);
  problems.between("b", kNan, 0, 1);
  problems.above("c", kNan, 0, 1);
  problems.below("d", kNan, 0, 1);
  EXPECT_EQ(problems.lines().size(), 4U);
}

TEST(Problems, AreThrownTogether) {
  Problems problems;
  problems.from("seed", -1, 0);
  problems.add("--lr has no effect");
  EXPECT_EQ(test::failure([&] { problems.throw_if_any(); }),
            "2: --seed: expected a whole number from 0 up, found -1\n--lr has no effect");
}

}  // namespace
}  // namespace sae::config
