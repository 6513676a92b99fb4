// SPDX-License-Identifier: MIT
// Shows the results of `sae cluster` as text, JSON and a picture.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/clustering_scores.h"
#include "analysis/kmeans.h"
#include "data/dataset.h"
#include "format/image.h"
#include "format/json.h"
#include "run/stack.h"

namespace sae::cli {

/// The k-means result for one form of the rows (codes or raw).
struct Clustering {
  std::string name;
  std::int64_t width;  ///< values per row in that form
  analysis::Clusters clusters;
  at::Tensor sizes;                                  ///< [K] int64
  std::optional<analysis::ClusteringScores> scores;  ///< if there are labels
};

/// Text for the user: scores and cluster sizes of each form. all: at least one.
std::string cluster_table(const std::vector<Clustering>& all);

/// The results of one form in cluster.json.
format::Json clustering_json(const Clustering& made);

/// The centroids of codes, decoded by the stack, above those of raw rows. Pixels are drawn
/// unchanged. Other values are scaled: black is the minimum in the picture, white the maximum.
format::Image draw_centroids(const run::Stack& stack, const data::Dataset& rows,
                             const Clustering& codes, const Clustering& raw);

}  // namespace sae::cli
