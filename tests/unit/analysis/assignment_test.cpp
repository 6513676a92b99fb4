// SPDX-License-Identifier: MIT
// Tests of the linear assignment problem.
#include "analysis/assignment.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::analysis {
namespace {

using Columns = std::vector<std::int64_t>;

double sum_of(const at::Tensor& scores, const Columns& columns) {
  double sum = 0;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    if (columns[row] < 0) continue;
    sum += scores[static_cast<std::int64_t>(row)][columns[row]].item<double>();
  }
  return sum;
}

/// The best sum over all assignments of scores [n, m], n <= m, by trying all orders of the columns.
double best_sum(const at::Tensor& scores) {
  Columns order(static_cast<std::size_t>(scores.size(1)));
  std::iota(order.begin(), order.end(), 0);
  double best = -std::numeric_limits<double>::infinity();
  do {
    const Columns chosen(order.begin(), order.begin() + scores.size(0));
    best = std::max(best, sum_of(scores, chosen));
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

/// Numbers 0 to 999 of a linear congruential generator, which Python repeats exactly.
at::Tensor congruential(std::int64_t rows, std::int64_t columns) {
  std::vector<double> values;
  std::uint64_t state = 1;
  for (std::int64_t i = 0; i < rows * columns; ++i) {
    state = (state * 1103515245 + 12345) % 2147483648;
    values.push_back(static_cast<double>((state >> 16) % 1000));
  }
  return test::vector(values).view({rows, columns});
}

/// Whether no column occurs twice.
bool is_one_to_one(Columns columns) {
  std::erase(columns, -1);
  std::ranges::sort(columns);
  return std::ranges::adjacent_find(columns) == columns.end();
}

TEST(Assign, FindsTheBestSumOfSmallMatrices) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto rows = static_cast<std::int64_t>(1 + seed % 6);
    for (const std::int64_t columns : {rows, rows + 1}) {
      // Few different values, so that there are many ties.
      const double levels = seed % 2 == 0 ? 4 : 1e6;
      const at::Tensor scores = (test::uniform({rows, columns}, seed, -1, 1) * levels).round();
      const Columns found = assign(scores);
      EXPECT_TRUE(is_one_to_one(found)) << seed;
      EXPECT_DOUBLE_EQ(sum_of(scores, found), best_sum(scores)) << seed;
      const Columns turned = assign(scores.t());
      EXPECT_TRUE(is_one_to_one(turned)) << seed;
      EXPECT_DOUBLE_EQ(sum_of(scores.t(), turned), best_sum(scores)) << seed;
    }
  }
}

// By scipy.optimize.linear_sum_assignment(a, maximize=True) of SciPy 1.17.1, with the numbers
// s = (s * 1103515245 + 12345) % 2**31; (s >> 16) % 1000 from s = 1 on, row by row.
TEST(Assign, EqualsScipy) {
  EXPECT_EQ(sum_of(congruential(40, 40), assign(congruential(40, 40))), 38260);
  EXPECT_EQ(sum_of(congruential(30, 50), assign(congruential(30, 50))), 29299);
  EXPECT_EQ(sum_of(congruential(50, 30), assign(congruential(50, 30))), 29334);
}

// Matrix of https://projecteuler.net/problem=345, whose best sum is given there as 3315; columns by
// scipy.optimize.linear_sum_assignment(a, maximize=True).
TEST(Assign, ReturnsTheColumnOfEachRow) {
  const at::Tensor scores = test::matrix({{7, 53, 183, 439, 863},
                                          {497, 383, 563, 79, 973},
                                          {287, 63, 343, 169, 583},
                                          {627, 343, 773, 959, 943},
                                          {767, 473, 103, 699, 303}});
  EXPECT_EQ(assign(scores), (Columns{4, 1, 2, 3, 0}));
  EXPECT_EQ(assign(scores.narrow(0, 0, 3)), (Columns{3, 4, 2}));
  EXPECT_EQ(assign(scores.narrow(1, 0, 3)), (Columns{-1, 1, -1, 2, 0}));
}

TEST(Assign, FindsAPermutationOfManyUnits) {
  constexpr std::int64_t kUnits = 512;
  const at::Tensor noise = test::uniform({kUnits, kUnits}, 7, 0, 0.9);
  at::Tensor scores = noise.clone();
  for (std::int64_t i = 0; i < kUnits; ++i) scores[i][(i * 5 + 3) % kUnits].fill_(1);
  const Columns found = assign(scores);
  for (std::int64_t i = 0; i < kUnits; ++i) {
    EXPECT_EQ(found[static_cast<std::size_t>(i)], (i * 5 + 3) % kUnits);
  }
}

TEST(Assign, RefusesScoresThatAreNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(test::failure([&] {
              assign(test::matrix({{1, nan}}));
            }),
            "1: assignment: expected a matrix of finite scores");
}

}  // namespace
}  // namespace sae::analysis
