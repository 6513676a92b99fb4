// SPDX-License-Identifier: MIT
// k-means clustering.
#include "analysis/kmeans.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/chunks.h"
#include "base/error.h"
#include "base/progress_bar.h"
#include "base/seed.h"
#include "base/text.h"

namespace sae::analysis {
namespace {

/// Rows minus their mean, so that ‖x‖² − 2xᵀc + ‖c‖² loses few digits.
struct Cloud {
  at::Tensor rows;     ///< [N, D]
  at::Tensor mean;     ///< [D] float64
  at::Tensor squares;  ///< [N] float64, ‖x‖²
};

struct Nearest {
  at::Tensor cluster;  ///< [N] int64
  at::Tensor squared;  ///< [N] float64, the squared distance
};

/// base::for_each_chunk, for work on rows [N, D] that needs D + `more` temporary values for each,
/// of at most 8 bytes.
template <class Visit>
void for_each_chunk(const at::Tensor& rows, std::int64_t more, const Visit& visit) {
  constexpr auto kBytes = static_cast<std::int64_t>(sizeof(double));
  base::for_each_chunk(rows.size(0), (rows.size(1) + more) * kBytes, visit);
}

Cloud centre(const at::Tensor& rows) {
  const std::int64_t count = rows.size(0);
  Cloud cloud{at::empty({count, rows.size(1)}, rows.options()),
              at::zeros({rows.size(1)}, at::kDouble), at::empty({count}, at::kDouble)};
  for_each_chunk(rows, 0, [&](std::int64_t start, std::int64_t size) {
    cloud.mean.add_(rows.narrow(0, start, size).sum(0, /*keepdim=*/false, at::kDouble));
  });
  cloud.mean.div_(static_cast<double>(count));
  const at::Tensor mean = cloud.mean.to(rows.scalar_type());
  for_each_chunk(rows, 0, [&](std::int64_t start, std::int64_t size) {
    const at::Tensor chunk = cloud.rows.narrow(0, start, size);
    chunk.copy_(rows.narrow(0, start, size)).sub_(mean);
    cloud.squares.narrow(0, start, size).copy_(chunk.square().sum(1, false, at::kDouble));
  });
  if (!std::isfinite(cloud.squares.sum().item<double>())) {
    throw Error(ErrorKind::kData, "k-means: expected finite values, found one that is not");
  }
  return cloud;
}

/// centroids: [K, D] float64, relative to the cloud's mean.
Nearest find_nearest(const Cloud& cloud, const at::Tensor& centroids) {
  const std::int64_t count = cloud.rows.size(0);
  const at::Tensor columns = centroids.to(cloud.rows.scalar_type()).t();
  const at::Tensor lengths = centroids.square().sum(1).to(cloud.rows.scalar_type());
  Nearest nearest{at::empty({count}, at::kLong), at::empty({count}, at::kDouble)};
  for_each_chunk(cloud.rows, centroids.size(0), [&](std::int64_t start, std::int64_t size) {
    const at::Tensor chunk = cloud.rows.narrow(0, start, size);
    // ‖x‖² is the same for all centroids, so it is left out.
    const auto [least, index] = at::addmm(lengths, chunk, columns, 1, -2).min(1);
    nearest.squared.narrow(0, start, size).copy_(least);
    nearest.cluster.narrow(0, start, size).copy_(index);
  });
  nearest.squared.add_(cloud.squares).clamp_min_(0);
  return nearest;
}

/// Changes nothing if every cluster has rows.
at::Tensor fill_empty_clusters(const Nearest& nearest, std::int64_t clusters) {
  at::Tensor counts = at::bincount(nearest.cluster, {}, clusters);
  if (counts.min().item<std::int64_t>() > 0) return nearest.cluster;
  at::Tensor filled = nearest.cluster.clone();
  const at::Tensor order = nearest.squared.argsort(/*stable=*/true, 0, /*descending=*/true);
  auto* of_row = filled.mutable_data_ptr<std::int64_t>();
  auto* size = counts.mutable_data_ptr<std::int64_t>();
  const auto* row = order.const_data_ptr<std::int64_t>();
  for (std::int64_t empty = 0; empty < clusters; ++empty) {
    if (size[empty] > 0) continue;
    while (size[of_row[*row]] < 2) ++row;
    --size[of_row[*row]];
    of_row[*row++] = empty;
    size[empty] = 1;
  }
  return filled;
}

/// Sums of the rows of each cluster. After the first iterations few rows change their cluster, and
/// only they are added and subtracted.
class ClusterSums {
 public:
  ClusterSums(const Cloud& cloud, std::int64_t clusters)
      : cloud_(cloud), sums_(at::zeros({clusters, cloud.rows.size(1)}, at::kDouble)) {}

  /// Means [K, D] float64 of the clusters; `cluster` [N] must leave none empty.
  at::Tensor means(const at::Tensor& cluster) {
    constexpr std::int64_t kRowsPerMoved = 8;  // with more moved rows, a product is faster
    const at::Tensor moved = cluster_.defined() ? cluster.ne(cluster_).nonzero() : at::Tensor();
    if (moved.defined() && moved.size(0) * kRowsPerMoved <= cluster.size(0)) {
      move(moved.squeeze(1), cluster);
    } else {
      add_all(cluster);
    }
    cluster_ = cluster;
    return sums_ / at::bincount(cluster, {}, sums_.size(0)).unsqueeze(1);
  }

 private:
  void add_all(const at::Tensor& cluster) {
    sums_.zero_();
    const std::int64_t clusters = sums_.size(0);
    for_each_chunk(cloud_.rows, clusters, [&](std::int64_t start, std::int64_t size) {
      // Multiplying by a 0/1 matrix adds rows faster than adding them one by one.
      const at::Tensor member = at::zeros({clusters, size}, cloud_.rows.options());
      member.scatter_(0, cluster.narrow(0, start, size).unsqueeze(0), 1);
      sums_.add_(at::mm(member, cloud_.rows.narrow(0, start, size)));
    });
  }

  /// moved: indices of rows whose cluster is another than before.
  void move(const at::Tensor& moved, const at::Tensor& cluster) {
    const std::int64_t bytes = 2 * cloud_.rows.size(1) * static_cast<std::int64_t>(sizeof(double));
    base::for_each_chunk(moved.size(0), bytes, [&](std::int64_t start, std::int64_t size) {
      const at::Tensor some = moved.narrow(0, start, size);
      const at::Tensor rows = cloud_.rows.index_select(0, some).to(at::kDouble);
      sums_.index_add_(0, cluster.index_select(0, some), rows);
      sums_.index_add_(0, cluster_.index_select(0, some), rows, -1);
    });
  }

  const Cloud& cloud_;
  at::Tensor sums_;     ///< [K, D] float64
  at::Tensor cluster_;  ///< [N], of which they are the sums; undefined at first
};

/// By differences: the formula of `find_nearest` is less exact.
double measure_inertia(const Cloud& cloud, const at::Tensor& centroids, const at::Tensor& cluster) {
  double inertia = 0;
  for_each_chunk(cloud.rows, 2 * cloud.rows.size(1), [&](std::int64_t start, std::int64_t size) {
    const at::Tensor own = centroids.index_select(0, cluster.narrow(0, start, size));
    inertia += (cloud.rows.narrow(0, start, size) - own).square().sum().item<double>();
  });
  return inertia;
}

/// start: [K, D] float64, relative to the cloud's mean.
Clusters iterate(const Cloud& cloud, const at::Tensor& start, std::int64_t most_iterations) {
  const std::int64_t clusters = start.size(0);
  at::Tensor centroids = start;
  Nearest nearest = find_nearest(cloud, centroids);
  ClusterSums sums(cloud, clusters);
  std::int64_t iterations = 0;
  for (bool moved = true; moved && iterations < most_iterations; ++iterations) {
    centroids = sums.means(fill_empty_clusters(nearest, clusters));
    Nearest next = find_nearest(cloud, centroids);
    moved = !next.cluster.equal(nearest.cluster);
    nearest = std::move(next);
  }
  return {(centroids + cloud.mean).to(cloud.rows.scalar_type()), nearest.cluster,
          measure_inertia(cloud, centroids, nearest.cluster), iterations};
}

/// Uniform in [0, 1).
double uniform_draw(std::uint64_t bits) { return static_cast<double>(bits >> 11U) * 0x1p-53; }

/// Draws a row with probability proportional to its weight.
std::int64_t draw_row(const at::Tensor& weights, double draw) {
  const at::Tensor cumulative = weights.cumsum(0).contiguous();
  const auto* first = cumulative.const_data_ptr<double>();
  const auto* last = first + cumulative.size(0);
  const auto* found = std::upper_bound(first, last, draw * *(last - 1));
  return std::min<std::int64_t>(found - first, cumulative.size(0) - 1);
}

/// [K, D] float64, relative to the cloud's mean.
at::Tensor draw_start(const Cloud& cloud, const KMeansOptions& options, std::int64_t start) {
  const std::int64_t count = cloud.rows.size(0);
  const at::Tensor centroids = at::empty({options.clusters, cloud.rows.size(1)}, at::kDouble);
  at::Tensor weights = at::ones({count}, at::kDouble);
  at::Tensor squared = at::full({count}, std::numeric_limits<double>::infinity(), at::kDouble);
  for (std::int64_t k = 0; k < options.clusters; ++k) {
    const auto seed = base::derive(options.seed, "kmeans", static_cast<std::uint64_t>(start),
                                   static_cast<std::uint64_t>(k));
    const std::int64_t drawn = draw_row(weights, uniform_draw(seed));
    const at::Tensor row = cloud.rows[drawn];
    centroids[k].copy_(row);
    const at::Tensor product = at::mv(cloud.rows, row).to(at::kDouble);
    squared = at::minimum(squared, (cloud.squares + cloud.squares[drawn] - 2 * product));
    squared.clamp_min_(0);
    weights = squared;
  }
  return centroids;
}

}  // namespace

std::int64_t count_distinct(const at::Tensor& rows, std::int64_t most) {
  std::unordered_set<std::string> different;
  for_each_chunk(rows, 0, [&](std::int64_t start, std::int64_t count) {
    if (std::ssize(different) >= most) return;
    // Adding zero turns -0 into 0, which equals it.
    const at::Tensor chunk = (rows.narrow(0, start, count) + 0.0).contiguous();
    const std::size_t bytes = chunk.nbytes() / static_cast<std::size_t>(count);
    const auto* row = static_cast<const char*>(chunk.const_data_ptr());
    for (std::int64_t i = 0; i < count && std::ssize(different) < most; ++i, row += bytes) {
      different.emplace(row, bytes);
    }
  });
  return std::ssize(different);
}

void check_cluster_count(const at::Tensor& rows, std::int64_t clusters, const std::string& name) {
  const std::int64_t count = rows.size(0);
  const bool enough = clusters <= count;
  const std::int64_t most = enough ? count_distinct(rows, clusters) : count;
  if (clusters <= most) return;
  throw Error(ErrorKind::kUsage, "--k: expected at most as many clusters as there are " +
                                     (enough ? "different " + name : std::string("rows")) + ", " +
                                     base::format_count(most) + ", found " +
                                     base::format_count(clusters));
}

Clusters lloyd(const at::Tensor& rows, const at::Tensor& centroids, std::int64_t most_iterations) {
  const at::NoGradGuard no_grad;
  const Cloud cloud = centre(rows);
  return iterate(cloud, centroids.to(at::kDouble) - cloud.mean, most_iterations);
}

Clusters kmeans(const at::Tensor& rows, const KMeansOptions& options) {
  const at::NoGradGuard no_grad;
  const Cloud cloud = centre(rows);
  check_cluster_count(rows, options.clusters, "rows");
  std::optional<Clusters> best;
  base::ProgressBar progress({"k-means starts", options.starts});
  for (std::int64_t start = 0; start < options.starts; ++start) {
    Clusters found = iterate(cloud, draw_start(cloud, options, start), options.most_iterations);
    if (!best || found.inertia < best->inertia) best = std::move(found);
    progress.add(1);
  }
  return *best;
}

}  // namespace sae::analysis
