// SPDX-License-Identifier: MIT
// Tests of the results that `sae cluster` shows.
#include "cli/cluster_views.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::cli {
namespace {

/// Rows 0 and 2 in one cluster, row 1 in the other.
Clustering three_rows(const std::string& name) {
  Clustering made{name, 4, {}, {}, {}};
  made.clusters.assignment = test::integer_vector({1, 0, 1});
  made.clusters.inertia = 2.5;
  made.clusters.iterations = 3;
  made.sizes = test::integer_vector({1, 2});
  return made;
}

TEST(ClusterViews, DescribeUnlabelledRows) {
  const std::vector<Clustering> all = {three_rows("codes"), three_rows("raw")};
  EXPECT_EQ(cluster_table(all),
            "on         values        inertia\n"
            "codes           4            2.5\n"
            "raw             4            2.5\n"
            "cluster sizes on codes: 2 1\n"
            "cluster sizes on raw: 2 1\n");
  EXPECT_EQ(clustering_json(all[0]),
            format::Json({{"values", 4}, {"inertia", 2.5}, {"iterations", 3}, {"sizes", {1, 2}}}));
}

TEST(ClusterViews, DescribeClasses) {
  Clustering made = three_rows("codes");
  made.scores = analysis::ClusteringScores{1, 0.5, 0.25};
  EXPECT_EQ(cluster_table({made}),
            "on         values        inertia    purity       NMI       ARI\n"
            "codes           4            2.5    1.0000    0.5000    0.2500\n"
            "cluster sizes on codes: 2 1\n");
  EXPECT_EQ(clustering_json(made)["ari"], 0.25);
}

}  // namespace
}  // namespace sae::cli
