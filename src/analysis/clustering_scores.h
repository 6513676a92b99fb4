// SPDX-License-Identifier: MIT
// How well clusters agree with classes.
#pragma once

#include <ATen/core/Tensor.h>

namespace sae::analysis {

/// Of N rows, n_kc of them in cluster k and of class c. None depends on how clusters are numbered.
struct ClusteringScores {
  /// Σ_k max_c n_kc / N, in (0, 1]: the accuracy when each cluster is called by its most frequent
  /// class. Rises with the number of clusters, to 1 at one row each.
  double purity = 0;
  /// Normalised mutual information, I(K; C) / ((H(K) + H(C)) / 2), in [0, 1]; 1 where there is one
  /// cluster and one class. Strehl & Ghosh 2002 with the arithmetic mean.
  double nmi = 0;
  /// Adjusted Rand index (Hubert & Arabie 1985): 1 for the same groups, 0 expected of chance and
  /// where only one of both is a single group, and below that for less.
  double ari = 0;
};

/// classes, clusters: [N] int64 of any values, N >= 1. Throws kInternal for different lengths.
ClusteringScores score_clusters(const at::Tensor& classes, const at::Tensor& clusters);

}  // namespace sae::analysis
