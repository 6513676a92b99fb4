// SPDX-License-Identifier: MIT
// Tests of k-means; expected values by hand and from scikit-learn 1.9.1.
#include "analysis/kmeans.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::analysis {
namespace {

using Integers = std::vector<std::int64_t>;

TEST(Lloyd, MatchesValuesComputedByHand) {
  const at::Tensor rows = test::matrix({{0, 0}, {0, 2}, {10, 0}, {10, 4}, {4, 1}});
  const Clusters found = lloyd(rows, test::matrix({{0, 0}, {10, 0}}), 100);
  EXPECT_EQ(test::integers(found.assignment), (Integers{0, 0, 1, 1, 0}));
  EXPECT_LT(test::distance(found.centroids, test::matrix({{4.0 / 3, 1}, {10, 2}})), 1e-15);
  // 2 · (16/9 + 1) + 64/9, and 2 · 4
  EXPECT_NEAR(found.inertia, 2 * (16.0 / 9 + 1) + 64.0 / 9 + 8, 1e-13);
  EXPECT_EQ(found.iterations, 1);
}

/// r = np.arange(400); rows = np.stack([np.sin(r * .7) * 3 + (r % 4) * 2.0,
///   np.cos(r * r * .1) + (r % 4 == 1) * 4.0, r * r % 17 / 5], 1)
at::Tensor curve() {
  std::vector<std::vector<double>> rows;
  for (int r = 0; r < 400; ++r) {
    rows.push_back({std::sin(r * 0.7) * 3 + (r % 4) * 2.0,
                    std::cos(r * r * 0.1) + (r % 4 == 1 ? 4.0 : 0.0), (r * r) % 17 / 5.0});
  }
  return test::matrix(rows);
}

TEST(Lloyd, MatchesScikitLearn) {
  // KMeans(5, init=rows[:5], n_init=1, tol=0, algorithm="lloyd").fit(rows). Its n_iter_, 14, also
  // counts the initial assignment.
  const at::Tensor rows = curve();
  const Clusters found = lloyd(rows, rows.narrow(0, 0, 5), 300);
  EXPECT_NEAR(found.inertia, 1392.4003533647788, 1e-9);
  EXPECT_EQ(found.iterations, 13);
  EXPECT_EQ(test::integers(at::bincount(found.assignment)), (Integers{80, 70, 64, 72, 114}));
  EXPECT_LT(test::distance(found.centroids, test::matrix({{-1.3960856, 1.48194426, 1.5125},
                                                          {3.12868335, 3.96735748, 1.62285714},
                                                          {4.86963138, -0.20956124, 1.76875},
                                                          {7.57530689, 0.09658666, 1.58055556},
                                                          {2.14104532, -0.06723399, 1.55789474}})),
            1e-8);
  // … max_iter=3
  const Clusters early = lloyd(rows, rows.narrow(0, 0, 5), 3);
  EXPECT_NEAR(early.inertia, 1405.003316648847, 1e-9);
  EXPECT_EQ(early.iterations, 3);
  EXPECT_EQ(test::integers(at::bincount(early.assignment)), (Integers{82, 67, 73, 59, 119}));
}

TEST(Lloyd, AgreesInFloat32AndFloat64FarFromTheOrigin) {
  const at::Tensor rows = curve() + 3000;
  const Clusters found = lloyd(rows.to(at::kFloat), rows.narrow(0, 0, 5), 300);
  EXPECT_EQ(found.centroids.scalar_type(), at::kFloat);
  EXPECT_NEAR(found.inertia, 1392.4003533647788, 1);
}

TEST(Lloyd, MovesTheFarthestRowToAnEmptyCluster) {
  // All rows go to the first centroid; 10 is the farthest from it, then 0.
  const at::Tensor rows = test::matrix({{0}, {1}, {10}});
  const Clusters found = lloyd(rows, test::matrix({{0.75}, {100}, {200}}), 100);
  EXPECT_EQ(test::integers(found.assignment), (Integers{2, 0, 1}));
  EXPECT_EQ(test::values(found.centroids), (std::vector<double>{1, 10, 0}));
  EXPECT_EQ(found.inertia, 0);
}

TEST(Lloyd, TerminatesWithFewerDistinctRowsThanClusters) {
  const at::Tensor rows = test::matrix({{1}, {1}, {1}, {5}});
  const Clusters found = lloyd(rows, test::matrix({{1}, {1}, {5}}), 300);
  EXPECT_EQ(found.inertia, 0);
  EXPECT_LT(found.iterations, 10);
}

/// Rows in three distant clouds about (0, 0), (50, 0) and (0, 50).
at::Tensor clouds(std::int64_t each) {
  const at::Tensor noise = test::uniform({3 * each, 2}, 1, -1, 1);
  const at::Tensor centres =
      at::cat({test::matrix({{0, 0}}).expand({each, 2}), test::matrix({{50, 0}}).expand({each, 2}),
               test::matrix({{0, 50}}).expand({each, 2})});
  return noise + centres;
}

TEST(KMeans, FindsTheCloudsForAnySeed) {
  const std::int64_t each = 1500;
  const at::Tensor rows = clouds(each);
  double within = 0;
  for (int cloud = 0; cloud < 3; ++cloud) {
    const at::Tensor own = rows.narrow(0, cloud * each, each);
    within += (own - own.mean(0)).square().sum().item<double>();
  }
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Clusters found = kmeans(rows, {.clusters = 3, .starts = 1, .seed = seed});
    EXPECT_NEAR(found.inertia, within, 1e-8 * within) << seed;
    EXPECT_EQ(test::integers(at::bincount(found.assignment)), (Integers{each, each, each}));
  }
}

TEST(KMeans, FindsTheCloudsInSeveralChunks) {
  const std::int64_t each = 500'000;
  const Clusters found = kmeans(clouds(each), {.clusters = 3, .starts = 1, .seed = 1});
  EXPECT_EQ(test::integers(at::bincount(found.assignment)), (Integers{each, each, each}));
}

TEST(KMeans, IsReproducibleAndNeverWorseWithMoreStarts) {
  const at::Tensor rows = test::uniform({3000, 8}, 5);
  const KMeansOptions options{.clusters = 12, .starts = 1, .seed = 7};
  const Clusters first = kmeans(rows, options), second = kmeans(rows, options);
  EXPECT_TRUE(first.centroids.equal(second.centroids));
  EXPECT_TRUE(first.assignment.equal(second.assignment));
  EXPECT_FALSE(
      first.centroids.equal(kmeans(rows, {.clusters = 12, .starts = 1, .seed = 8}).centroids));
  EXPECT_LT(kmeans(rows, {.clusters = 12, .starts = 8, .seed = 7}).inertia, first.inertia);
}

TEST(KMeans, RefusesInvalidRows) {
  EXPECT_EQ(test::failure([] {
              kmeans(test::matrix({{1}, {2}}), {.clusters = 3});
            }),
            "2: --k: expected at most as many clusters as there are rows, 2, found 3");
  EXPECT_EQ(test::failure([] {
              kmeans(test::matrix({{1}, {NAN}}), {.clusters = 1});
            }),
            "3: k-means: expected finite values, found one that is not");
}

TEST(CountDistinct, StopsAtTheMost) {
  const at::Tensor rows = test::matrix({{1, 0}, {1, 0}, {5, 0}, {1, -0.0}, {5, 1}});
  EXPECT_EQ(count_distinct(rows, 10), 3);
  EXPECT_EQ(count_distinct(rows, 2), 2);
}

TEST(CheckClusterCount, CountsDistinctRows) {
  const at::Tensor rows = test::matrix({{1, 0}, {1, 0}, {5, 0}, {1, -0.0}, {5, 1}});
  EXPECT_EQ(test::failure([&] { check_cluster_count(rows, 3, "codes"); }), "no error");
  EXPECT_EQ(test::failure([&] { check_cluster_count(rows, 4, "codes"); }),
            "2: --k: expected at most as many clusters as there are different codes, 3, found 4");
  EXPECT_EQ(test::failure([&] { check_cluster_count(rows, 6, "codes"); }),
            "2: --k: expected at most as many clusters as there are rows, 5, found 6");
  EXPECT_EQ(test::failure([&] { kmeans(rows, {.clusters = 4}); }),
            "2: --k: expected at most as many clusters as there are different rows, 3, found 4");
}

}  // namespace
}  // namespace sae::analysis
