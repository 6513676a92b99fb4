// SPDX-License-Identifier: MIT
// Tests of the agreement of clusters with classes; expected values by hand and from scikit-learn
// 1.9.1: contingency_matrix(t, c).max(0).sum() / N, normalized_mutual_info_score,
// adjusted_rand_score.
#include "analysis/clustering_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::analysis {
namespace {

using Labels = std::vector<std::int64_t>;

void expect_scores(const Labels& classes, const Labels& clusters, double purity, double nmi,
                   double ari) {
  const ClusteringScores found = score_clusters(at::tensor(classes), at::tensor(clusters));
  EXPECT_NEAR(found.purity, purity, 1e-14);
  EXPECT_NEAR(found.nmi, nmi, 1e-14);
  EXPECT_NEAR(found.ari, ari, 1e-14);
}

template <class Formula>
Labels labels(std::int64_t count, const Formula& formula) {
  Labels values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(formula(i));
  return values;
}

TEST(ClusteringScores, MatchValuesComputedByHand) {
  // Cells 2, 1, 1, 2 of 6 rows. Of 15 pairs 2 are together, 3 in clusters, 6 in classes; I = ln 2 ·
  // 2/3, H(K) = ln 3, H(C) = ln 2.
  expect_scores({0, 0, 0, 1, 1, 1}, {0, 0, 1, 1, 2, 2}, 5.0 / 6,
                std::log(2) * 2 / 3 / ((std::log(3) + std::log(2)) / 2),
                (2 - 3 * 6 / 15.0) / ((3 + 6) / 2.0 - 3 * 6 / 15.0));
}

TEST(ClusteringScores, MatchScikitLearn) {
  expect_scores({0, 0, 0, 1, 1, 1}, {0, 0, 1, 1, 2, 2}, 0.8333333333333334, 0.5158037429793889,
                0.24242424242424243);
  expect_scores(labels(200, [](auto i) { return i * i % 7; }),
                labels(200, [](auto i) { return i * i * i % 5; }), 0.3, 0.001078746393354111,
                -0.015845373757452437);
  expect_scores(labels(200, [](auto i) { return i / 30; }),
                labels(200, [](auto i) { return (i + 7) / 40; }), 0.72, 0.7449692024160648,
                0.6065496036019214);
  expect_scores({0, 0, 1, 1}, {0, 1, 0, 1}, 0.5, 0, -0.5);
}

TEST(ClusteringScores, HandleOneGroupAndSingleRows) {
  expect_scores({0, 0, 0, 0, 0}, {1, 1, 1, 1, 1}, 1, 1, 1);
  expect_scores({0, 0, 0, 0, 0}, {0, 1, 2, 3, 4}, 1, 0, 0);
  expect_scores({0, 1, 2, 3}, {4, 5, 6, 7}, 1, 1, 1);
  expect_scores({3}, {-9}, 1, 1, 1);
}

// scikit-learn's adjusted_rand_score is 0; the formula's rounding error of -1e-16 would print as
// -0.0000.
TEST(ClusteringScores, AreExactlyZeroForOneClass) {
  const std::vector<std::int64_t> one(40, 0);
  const auto halves = labels(40, [](auto i) { return i < 25 ? 0 : 1; });
  for (const auto& [classes, clusters] : {std::pair(one, halves), std::pair(halves, one)}) {
    const ClusteringScores scores = score_clusters(at::tensor(classes), at::tensor(clusters));
    EXPECT_EQ(scores.ari, 0);
    EXPECT_FALSE(std::signbit(scores.ari));
    EXPECT_EQ(scores.nmi, 0);
  }
}

TEST(ClusteringScores, DoNotDependOnClusterNumbers) {
  expect_scores({0, 0, 0, 1, 1, 1}, {7, 7, -2, -2, 1000, 1000}, 0.8333333333333334,
                0.5158037429793889, 0.24242424242424243);
}

TEST(ClusteringScores, RefuseDifferentLengths) {
  EXPECT_EQ(test::failure([] {
              score_clusters(at::tensor(Labels{0, 1}), at::tensor(Labels{0}));
            }),
            "1: clusters: expected 2 rows, found 1");
}

}  // namespace
}  // namespace sae::analysis
