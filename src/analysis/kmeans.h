// SPDX-License-Identifier: MIT
// k-means: rows in groups about their means.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace sae::analysis {

struct KMeansOptions {
  std::int64_t clusters = 10;          ///< K, 1 to N
  std::int64_t starts = 10;            ///< of which the one with the lowest inertia counts
  std::int64_t most_iterations = 300;  ///< of a start
  std::uint64_t seed = 0;
};

/// N rows in K groups.
struct Clusters {
  at::Tensor centroids;         ///< [K, D], the mean of each cluster's rows, in the rows' dtype
  at::Tensor assignment;        ///< [N] int64, the nearest centroid; the lowest number on a tie
  double inertia = 0;           ///< Σ squared distance of each row to its centroid
  std::int64_t iterations = 0;  ///< of Lloyd's algorithm, the one that moved no row included
};

/// Throws kUsage unless there are as many different rows [N, D] as clusters. `name` says for the
/// message what the rows are: "codes".
void check_cluster_count(const at::Tensor& rows, std::int64_t clusters, const std::string& name);

/// Lloyd's algorithm (Least squares quantization in PCM, 1982) from given centroids [K, D]: each
/// row goes to the nearest centroid, each centroid to the mean of its rows, until no row moves or
/// the iterations are over. A cluster that lost all its rows takes the row that is farthest from
/// its centroid, among those whose cluster keeps another; with fewer different rows than clusters
/// some stay empty. rows: [N, D] float32 or float64, N >= K. Throws kData when a value is not
/// finite.
Clusters lloyd(const at::Tensor& rows, const at::Tensor& centroids, std::int64_t most_iterations);

/// The best of several starts. Each begins with rows drawn by k-means++ (Arthur & Vassilvitskii
/// 2007): the first at random, each other with a probability in proportion to its squared distance
/// to the nearest one drawn before. The same on the same machine with as many threads. Throws kData
/// when a value is not finite, kUsage as check_cluster_count.
Clusters kmeans(const at::Tensor& rows, const KMeansOptions& options);

}  // namespace sae::analysis
