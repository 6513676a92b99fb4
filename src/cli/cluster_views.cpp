// SPDX-License-Identifier: MIT
// Shows the results of `sae cluster` as text, JSON and a picture.
#include "cli/cluster_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.h"
#include "cli/inference_rows.h"
#include "data/values.h"
#include "picture/tile_sheet.h"

namespace sae::cli {
namespace {

constexpr std::int64_t kMostCentroidsShown = 100;
constexpr std::int64_t kMostSizesPrinted = 20;
/// A table row is drawn as a strip with this ratio of width to height.
constexpr std::int64_t kStripRatio = 6;

std::string cluster_row(const Clustering& made) {
  std::array<char, 160> line{};
  std::snprintf(line.data(), line.size(), "%-8s %8lld %14.6g", made.name.c_str(),
                static_cast<long long>(made.width), made.clusters.inertia);
  std::string row = line.data();
  if (made.scores) {
    std::snprintf(line.data(), line.size(), " %9.4f %9.4f %9.4f", made.scores->purity,
                  made.scores->nmi, made.scores->ari);
    row += line.data();
  }
  return row + "\n";
}

std::string describe_sizes(const Clustering& made) {
  std::vector<std::int64_t> sizes = data::to_vector<std::int64_t>(made.sizes);
  std::ranges::sort(sizes, std::ranges::greater());
  std::vector<std::string> shown;
  for (const std::int64_t size : sizes) {
    if (shown.size() == kMostSizesPrinted) break;
    shown.push_back(base::format_count(size));
  }
  const bool more = sizes.size() > shown.size();
  return "cluster sizes on " + made.name + ": " + base::join(shown, " ") +
         (more ? " … " + base::format_count(sizes.back()) : "") + "\n";
}

/// The most frequent class of a cluster and its share in percent.
std::string describe_majority(const data::Dataset& rows, const at::Tensor& assignment,
                              std::int64_t cluster) {
  if (!rows.labels.defined()) return "";
  const at::Tensor own = rows.labels.masked_select(assignment == cluster);
  if (own.size(0) == 0) return "";
  const at::Tensor counts = at::bincount(own);
  const auto most = counts.argmax().item<std::int64_t>();
  const double share = counts[most].item<double>() / static_cast<double>(own.size(0));
  return rows.class_names.at(static_cast<std::size_t>(most)) + " " +
         base::format_fixed(100 * share, 0) + " %";
}

/// Indices of the largest clusters, in decreasing size.
std::vector<std::int64_t> largest_clusters(const Clustering& made) {
  std::vector<std::int64_t> order =
      data::to_vector<std::int64_t>(made.sizes.argsort(/*stable=*/true, 0, /*descending=*/true));
  order.resize(std::min(order.size(), static_cast<std::size_t>(kMostCentroidsShown)));
  return order;
}

/// images: [K, D] in [0, 1], one per cluster.
picture::TileSection centroid_section(const Clustering& made, const at::Tensor& images,
                                      const std::string& what, const data::Dataset& rows) {
  picture::TileSection section;
  section.heading = what + " (number: rows, most frequent class)";
  if (made.scores) {
    section.heading += ": purity " + base::format_fixed(made.scores->purity, 3) + ", NMI " +
                       base::format_fixed(made.scores->nmi, 3) + ", ARI " +
                       base::format_fixed(made.scores->ari, 3);
  }
  std::vector<at::Tensor> chosen;
  for (const std::int64_t cluster : largest_clusters(made)) {
    chosen.push_back(images[cluster]);
    section.titles.push_back({std::to_string(cluster) + ": " +
                                  base::format_count(made.sizes[cluster].item<std::int64_t>()),
                              describe_majority(rows, made.clusters.assignment, cluster)});
  }
  data::ImageShape shape = rows.shape;
  at::Tensor pictures = at::stack(chosen);
  if (shape.height == 1) {
    shape.height = static_cast<int>(std::max<std::int64_t>(pictures.size(1) / kStripRatio, 1));
    pictures = pictures.repeat({1, shape.height});
  }
  section.tiles = picture::to_tiles(pictures, shape);
  return section;
}

}  // namespace

std::string cluster_table(const std::vector<Clustering>& all) {
  std::string text = "on         values        inertia";
  if (all.front().scores) text += "    purity       NMI       ARI";
  text += "\n";
  for (const Clustering& made : all) text += cluster_row(made);
  for (const Clustering& made : all) text += describe_sizes(made);
  return text;
}

format::Json clustering_json(const Clustering& made) {
  format::Json json = {{"values", made.width},
                       {"inertia", format::json_number(made.clusters.inertia)},
                       {"iterations", made.clusters.iterations},
                       {"sizes", data::to_vector<std::int64_t>(made.sizes)}};
  if (made.scores) {
    json["purity"] = made.scores->purity;
    json["nmi"] = made.scores->nmi;
    json["ari"] = made.scores->ari;
  }
  return json;
}

format::Image draw_centroids(const run::Stack& stack, const data::Dataset& rows,
                             const Clustering& codes, const Clustering& raw) {
  const data::Transform& transform = stack.first().transform();
  at::Tensor of_codes = stack.decode(codes.clusters.centroids);
  at::Tensor of_raw = raw.clusters.centroids;
  // Columns of a table have different units; the network's scale is common to all.
  if (rows.shape.height > 1) {
    of_codes = transform.to_picture(of_codes);
    of_raw = transform.to_picture(of_raw);
  }
  if (!transform.of_pixels()) {
    const at::Tensor least = at::minimum(of_codes.min(), of_raw.min());
    const at::Tensor range = (at::maximum(of_codes.max(), of_raw.max()) - least).clamp_min(1e-30);
    of_codes = (of_codes - least) / range;
    of_raw = (of_raw - least) / range;
  }
  return picture::tile_sheet(
      {centroid_section(codes, of_codes, "clusters of codes, decoded centroids", rows),
       centroid_section(raw, of_raw, "clusters of raw rows, centroids", rows)});
}

}  // namespace sae::cli
