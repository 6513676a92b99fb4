// SPDX-License-Identifier: MIT
// What `sae cluster` made of rows, as text, table, record and picture.
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

/// What k-means made of the rows in one form.
struct Clustering {
  std::string name;
  std::int64_t width;  ///< values of a row in that form
  analysis::Clusters clusters;
  at::Tensor sizes;                                  ///< [K] int64
  std::optional<analysis::ClusteringScores> scores;  ///< with labels
};

/// For people: a line and the clusters' sizes for each form. all: at least one.
std::string cluster_table(const std::vector<Clustering>& all);

/// The numbers of the record.
format::Json clustering_json(const Clustering& made);

/// The centroids of codes, as the stack's decoders show them, over those of raw rows. Pixels as
/// they are; of other numbers black is the least and white the greatest in the picture.
format::Image draw_centroids(const run::Stack& stack, const data::Dataset& rows,
                             const Clustering& codes, const Clustering& raw);

}  // namespace sae::cli
