// SPDX-License-Identifier: MIT
// Agreement of clusters with classes.
#pragma once

#include <ATen/core/Tensor.h>

namespace sae::analysis {

/// Scores of N rows, n_kc of them in cluster k and of class c. They do not depend on the cluster
/// numbers.
struct ClusteringScores {
  /// Σ_k max_c n_kc / N, in (0, 1]: the accuracy if each cluster predicts its most frequent class.
  /// It rises with the number of clusters, up to 1 for single-row clusters.
  double purity = 0;
  /// Normalised mutual information, I(K; C) / ((H(K) + H(C)) / 2), in [0, 1]; 1 for one cluster and
  /// one class. Strehl & Ghosh 2002, with the arithmetic mean.
  double nmi = 0;
  /// Adjusted Rand index (Hubert & Arabie 1985): 1 for equal groups; 0 is the expectation for
  /// chance and the value if only one side is a single group; negative values are below chance.
  double ari = 0;
};

/// classes, clusters: [N] int64 of any values, N >= 1. Throws kInternal if the lengths differ.
ClusteringScores score_clusters(const at::Tensor& classes, const at::Tensor& clusters);

}  // namespace sae::analysis
