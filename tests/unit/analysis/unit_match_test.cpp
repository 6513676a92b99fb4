// SPDX-License-Identifier: MIT
// Tests of units that are found again.
#include "analysis/unit_match.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

using Units = std::vector<std::int64_t>;

// Columns (3, 4), (0, 2) and (0, 0) against (1, 0) and (-6, -8).
TEST(UnitCosines, ComparesDirectionsAndNotLengths) {
  const at::Tensor cosines =
      unit_cosines(test::matrix({{3, 0, 0}, {4, 2, 0}}), test::matrix({{1, -6}, {0, -8}}));
  EXPECT_LT(test::distance(cosines, test::matrix({{0.6, -1}, {0, -0.8}, {0, 0}})), 1e-15);
}

// Greedy pairs would be (0, 0) at 1 and (1, 1) at -0.8: 0.2. The best ones are (0, 1) at 0.6 and
// (1, 0) at 0.8: 1.4.
TEST(MatchUnits, MaximisesTheSumOfCosines) {
  const at::Tensor a = test::matrix({{1, 0.8}, {0, -0.6}});
  const at::Tensor b = test::matrix({{1, 0.6}, {0, 0.8}});
  const UnitMatch match = match_units(a, b);
  EXPECT_EQ(match.partners, (Units{1, 0}));
  EXPECT_NEAR(match.cosines[0], 0.6, 1e-12);
  EXPECT_NEAR(match.cosines[1], 0.8, 1e-12);
}

TEST(MatchUnits, FindsAllUnitsOfANoisyPermutationAgain) {
  constexpr std::int64_t kUnits = 40;
  const at::Tensor a = test::uniform({100, kUnits}, 1, -1, 1);
  Units order;
  for (std::int64_t i = 0; i < kUnits; ++i) order.push_back((i * 7 + 5) % kUnits);
  // Unit i of B is unit order[i] of A, three times as long and with a little noise.
  const at::Tensor b = 3 * a.index_select(1, test::integer_vector(order)) +
                       test::uniform({100, kUnits}, 2, -0.3, 0.3);
  const UnitMatch match = match_units(a.to(at::kFloat), b.to(at::kFloat));
  for (std::int64_t i = 0; i < kUnits; ++i) {
    EXPECT_EQ(match.partners[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])], i);
  }
  const MatchFigures figures = match_figures(match), chance = match_figures(match_by_chance(a, b));
  EXPECT_EQ(figures.pairs, kUnits);
  EXPECT_EQ(figures.found, (Units{kUnits, kUnits}));
  // The noise has 1/100 of the variance: cosine 1/sqrt(1.01) = .995.
  EXPECT_NEAR(figures.mean, 0.995, 0.002);
  // Independent directions of 100 values have cosines around 0 with deviation 1/10.
  EXPECT_EQ(chance.found, (Units{0, 0}));
  EXPECT_LT(chance.mean, 0.35);
}

TEST(MatchByChance, PermutesTheValuesOfAllUnitsOfBAlike) {
  const at::Tensor b = test::uniform({64, 5}, 3, -1, 1);
  const UnitMatch once = match_by_chance(b, b), again = match_by_chance(b, b);
  EXPECT_EQ(once.partners, again.partners);
  EXPECT_EQ(once.cosines, again.cosines);
  EXPECT_LT(match_figures(once).mean, 0.5);
  // All values of a unit are equal, so that no permutation changes it.
  const at::Tensor flat = at::ones({64, 1}, at::kDouble);
  EXPECT_NEAR(match_by_chance(flat, flat).cosines[0], 1, 1e-12);
}

TEST(MatchUnits, LeavesUnitsWithoutAPartnerIfThereAreTooFew) {
  const at::Tensor a = test::matrix({{1, 0, 1}, {0, 1, 1}}), b = test::matrix({{0}, {2}});
  const UnitMatch match = match_units(a, b);
  EXPECT_EQ(match.partners, (Units{-1, 0, -1}));
  EXPECT_TRUE(std::isnan(match.cosines[0]));
  EXPECT_EQ(match_figures(match).pairs, 1);
  EXPECT_EQ(match_units(b, a).partners, Units{1});
}

TEST(MatchFigures, CountsPairsFromEachCosine) {
  const double nan = std::nan("");
  const MatchFigures figures = match_figures({{0, 1, 2, 3, -1}, {0.9, 0.2, 0.7, 1, nan}});
  EXPECT_EQ(figures.pairs, 4);
  EXPECT_EQ(figures.found, (Units{2, 3}));
  EXPECT_DOUBLE_EQ(figures.mean, 0.7);
  EXPECT_DOUBLE_EQ(figures.median, 0.8);
  EXPECT_DOUBLE_EQ(match_figures({{0, 1, 2}, {0.1, 0.5, 0.4}}).median, 0.4);
  EXPECT_TRUE(std::isnan(match_figures({}).mean));
}

}  // namespace
}  // namespace sae::analysis
