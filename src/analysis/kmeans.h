// SPDX-License-Identifier: MIT
// k-means clustering.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace sae::analysis {

struct KMeansOptions {
  std::int64_t clusters = 10;          ///< K, 1 to N
  std::int64_t starts = 10;            ///< number of starts; the lowest inertia wins
  std::int64_t most_iterations = 300;  ///< maximum per start
  std::uint64_t seed = 0;
};

/// N rows in K clusters.
struct Clusters {
  at::Tensor centroids;         ///< [K, D], mean of each cluster's rows, in the rows' dtype
  at::Tensor assignment;        ///< [N] int64, nearest centroid; lowest index on a tie
  double inertia = 0;           ///< Σ squared distance of each row to its centroid
  std::int64_t iterations = 0;  ///< of Lloyd's algorithm, including the final one without moves
};

/// The number of distinct rows in rows [N, D], or `most` if there are more.
std::int64_t count_distinct(const at::Tensor& rows, std::int64_t most);

/// Throws kUsage if rows [N, D] has fewer distinct rows than clusters. `name` describes the rows in
/// the message, such as "codes".
void check_cluster_count(const at::Tensor& rows, std::int64_t clusters, const std::string& name);

/// Lloyd's algorithm (Least squares quantization in PCM, 1982) from given centroids [K, D]. It
/// assigns each row to the nearest centroid and moves each centroid to the mean of its rows, until
/// no row moves or the maximum number of iterations is reached. An empty cluster takes the row that
/// is farthest from its centroid, among rows whose cluster keeps another. With fewer distinct rows
/// than clusters some stay empty. rows: [N, D] float32 or float64, N >= K. Throws kData on a
/// non-finite value.
Clusters lloyd(const at::Tensor& rows, const at::Tensor& centroids, std::int64_t most_iterations);

/// The best of several starts. Each draws its first centroids from the rows by k-means++ (Arthur &
/// Vassilvitskii 2007): the first uniformly, each other with probability proportional to its
/// squared distance to the nearest one drawn before. Reproducible on the same machine with the same
/// number of threads. Throws kData on a non-finite value, kUsage as check_cluster_count.
Clusters kmeans(const at::Tensor& rows, const KMeansOptions& options);

}  // namespace sae::analysis
