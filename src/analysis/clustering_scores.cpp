// SPDX-License-Identifier: MIT
// Agreement of clusters with classes.
#include "analysis/clustering_scores.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "base/error.h"
#include "data/values.h"

namespace sae::analysis {
namespace {

/// Row counts as doubles, which represent them exactly; products of two would overflow an integer.
using Counts = std::map<std::int64_t, double>;

struct Contingency {
  double rows = 0;
  std::map<std::pair<std::int64_t, std::int64_t>, double> cells;  ///< by cluster, then class
  Counts clusters;
  Counts classes;
};

Contingency count_cells(const at::Tensor& classes, const at::Tensor& clusters) {
  if (classes.sizes() != clusters.sizes()) {
    throw Error(ErrorKind::kInternal, "clusters: expected " + std::to_string(classes.numel()) +
                                          " rows, found " + std::to_string(clusters.numel()));
  }
  const auto of_class = data::to_vector<std::int64_t>(classes);
  const auto of_cluster = data::to_vector<std::int64_t>(clusters);
  Contingency table;
  table.rows = static_cast<double>(classes.numel());
  for (std::size_t row = 0; row < of_class.size(); ++row) {
    ++table.cells[{of_cluster[row], of_class[row]}];
    ++table.clusters[of_cluster[row]];
    ++table.classes[of_class[row]];
  }
  return table;
}

double purity(const Contingency& table) {
  Counts largest;
  for (const auto& [cell, count] : table.cells) {
    double& most = largest[cell.first];
    most = std::max(most, count);
  }
  double sum = 0;
  for (const auto& [cluster, count] : largest) sum += count;
  return sum / table.rows;
}

/// Entropy in nats.
double entropy(const Counts& counts, double rows) {
  double sum = 0;
  for (const auto& [value, count] : counts) sum -= count / rows * std::log(count / rows);
  return sum;
}

double normalised_mutual_information(const Contingency& table) {
  if (table.clusters.size() == 1 && table.classes.size() == 1) return 1;
  double information = 0;
  for (const auto& [cell, count] : table.cells) {
    const double expected =
        table.clusters.at(cell.first) * table.classes.at(cell.second) / table.rows;
    information += count / table.rows * std::log(count / expected);
  }
  // Rounding error of zero.
  if (information <= std::numeric_limits<double>::epsilon()) return 0;
  const double mean =
      (entropy(table.clusters, table.rows) + entropy(table.classes, table.rows)) / 2;
  return std::min(information / mean, 1.0);
}

/// Number of pairs of rows within the groups.
template <class Groups>
double count_pairs(const Groups& groups) {
  double pairs = 0;
  for (const auto& [group, count] : groups) pairs += count * (count - 1) / 2;
  return pairs;
}

double adjusted_rand_index(const Contingency& table) {
  const double together = count_pairs(table.cells);
  const double in_clusters = count_pairs(table.clusters), in_classes = count_pairs(table.classes);
  // Equal groups; this also avoids 0/0 for a single group and for single rows.
  if (together == in_clusters && together == in_classes) return 1;
  // A single group agrees only by chance; rounding would give a value slightly off 0.
  if (table.clusters.size() == 1 || table.classes.size() == 1) return 0;
  const double expected = in_clusters / (table.rows * (table.rows - 1) / 2) * in_classes;
  return (together - expected) / ((in_clusters + in_classes) / 2 - expected);
}

}  // namespace

ClusteringScores score_clusters(const at::Tensor& classes, const at::Tensor& clusters) {
  const Contingency table = count_cells(classes, clusters);
  return {purity(table), normalised_mutual_information(table), adjusted_rand_index(table)};
}

}  // namespace sae::analysis
