// SPDX-License-Identifier: MIT
// Tests of the Pareto front.
#include "analysis/pareto.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"

namespace sae::analysis {
namespace {

using Indices = std::vector<std::size_t>;
using Values = std::vector<double>;

Indices front(const Values& xs, const Values& ys, Better x = Better::kLower,
              Better y = Better::kLower) {
  return pareto_front({xs, x}, {ys, y});
}

// (3, 1), (1, 3) and (2, 2) are on it; (2, 3) is beaten by (1, 3) and (2, 2), (4, 1) by (3, 1).
TEST(ParetoFront, LeavesOutPointsThatAnotherBeats) {
  EXPECT_EQ(front({3, 1, 2, 2, 4}, {1, 3, 2, 3, 1}), (Indices{1, 2, 0}));
}

TEST(ParetoFront, KeepsAllEqualPoints) {
  EXPECT_EQ(front({1, 2, 1, 2}, {2, 1, 2, 2}), (Indices{0, 2, 1}));
}

TEST(ParetoFront, FollowsTheDirectionOfEachFigure) {
  const Values xs{0.2, 0.5, 0.9}, ys{1, 3, 2};
  EXPECT_EQ(front(xs, ys, Better::kHigher, Better::kLower), (Indices{2, 0}));
  EXPECT_EQ(front(xs, ys, Better::kLower, Better::kHigher), (Indices{0, 1}));
  EXPECT_EQ(front(xs, ys, Better::kHigher, Better::kHigher), (Indices{2, 1}));
}

TEST(ParetoFront, LeavesOutNan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(front({nan, 1, 2, 3}, {0, nan, 5, 4}), (Indices{2, 3}));
  EXPECT_EQ(front({nan}, {nan}), Indices{});
  EXPECT_EQ(front({}, {}), Indices{});
}

TEST(ParetoFront, RefusesFiguresOfDifferentLengths) {
  EXPECT_EQ(test::failure([] { front({1, 2}, {1}); }), "1: front: expected 2 values, found 1");
}

}  // namespace
}  // namespace sae::analysis
