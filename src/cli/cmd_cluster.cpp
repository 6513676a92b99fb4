// SPDX-License-Identifier: MIT
// The command that puts rows into clusters.
#include "sae/cli/cmd_cluster.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdio>
#include <optional>

#include "sae/analysis/clustering_scores.h"
#include "sae/analysis/kmeans.h"
#include "sae/base/log.h"
#include "sae/base/text.h"
#include "sae/base/thread_team.h"
#include "sae/cli/output.h"
#include "sae/cli/rows_of_use.h"
#include "sae/cli/run_command.h"
#include "sae/cli/version.h"
#include "sae/config/problems.h"
#include "sae/engine/runtime.h"
#include "sae/format/csv.h"
#include "sae/format/json.h"
#include "sae/report/result_folder.h"
#include "sae/report/tile_sheet.h"

namespace sae::cli {
namespace {

using format::Json;

constexpr std::int64_t kMostClusters = 10000;
constexpr std::int64_t kMostStarts = 1000;
constexpr std::int64_t kMostCentroidsShown = 100;
constexpr std::int64_t kMostSizesPrinted = 20;
/// A row of numbers is drawn as a strip, so many times as wide as high.
constexpr std::int64_t kStripRatio = 6;

struct ClusterOptions {
  std::int64_t k = 10;
  std::int64_t starts = 10;
  std::int64_t seed = 0;
  config::Part part = config::Part::kValid;
  config::DataConfig data;
  ResultOptions results;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ClusterOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Clusters", "--k", "K", "number of clusters", ""}, options.k);
  visit(config::Field{"Clusters", "--starts", "N", "k-means++ starts, of which the one with the lowest inertia counts", ""}, options.starts);
  visit(config::Field{"Clusters", "--seed", "N", "of the starts", ""}, options.seed);
  visit(config::Field{"Clusters", "--part", "train|valid", "the rows that the run was trained on, or those it was validated on", ""}, options.part);
  config::visit_data_of_use(options.data, visit);
  visit_results(options.results, "RUN/cluster", visit);
  // clang-format on
}

CommandLine cluster_line() {
  return {
      "sae cluster",
      "Puts rows into K clusters by k-means, once on their codes and once on the rows as the "
      "network\nsees them, and compares both with the classes where there are labels. A run on "
      "the codes of earlier\nones (--encode_with) brings them along: the codes are its own, the "
      "rows those of the first.",
      "Example: sae cluster runs/latest --k 10",
      describe_options_on_runs<ClusterOptions>(),
      false,
      "RUN",
      1,
      1};
}

void check_cluster_options(const ClusterOptions& options) {
  config::Problems problems;
  problems.range("k", options.k, 1, kMostClusters);
  problems.range("starts", options.starts, 1, kMostStarts);
  problems.from("seed", options.seed, 0);
  problems.throw_if_any();
}

/// What k-means made of the rows in one form.
struct Clustering {
  std::string name;
  std::int64_t width;  ///< values of a row in that form
  analysis::Clusters clusters;
  at::Tensor sizes;                                  ///< [K] int64
  std::optional<analysis::ClusteringScores> scores;  ///< with labels
};

Clustering make_clustering(const std::string& name, const at::Tensor& values,
                           const at::Tensor& labels, const ClusterOptions& options) {
  Clustering made{name, values.size(1), {}, {}, {}};
  made.clusters = analysis::kmeans(values, {.clusters = options.k,
                                            .starts = options.starts,
                                            .seed = static_cast<std::uint64_t>(options.seed)});
  made.sizes = at::bincount(made.clusters.assignment, {}, options.k);
  if (labels.defined()) made.scores = analysis::score_clusters(labels, made.clusters.assignment);
  return made;
}

std::vector<std::int64_t> to_integers(const at::Tensor& tensor) {
  const at::Tensor values = tensor.contiguous();
  const auto* first = values.const_data_ptr<std::int64_t>();
  return {first, first + values.numel()};
}

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
  std::vector<std::int64_t> sizes = to_integers(made.sizes);
  std::ranges::sort(sizes, std::ranges::greater());
  std::vector<std::string> shown;
  for (const std::int64_t size : sizes) {
    if (shown.size() == kMostSizesPrinted) break;
    shown.push_back(base::format_count(size));
  }
  const bool more = sizes.size() > shown.size();
  return "rows of each cluster on " + made.name + ": " + base::join(shown, " ") +
         (more ? " … " + base::format_count(sizes.back()) : "") + "\n";
}

std::string cluster_table(const std::vector<Clustering>& all) {
  std::string text = "on         values        inertia";
  if (all.front().scores) text += "    purity       NMI       ARI";
  text += "\n";
  for (const Clustering& made : all) text += cluster_row(made);
  for (const Clustering& made : all) text += describe_sizes(made);
  return text;
}

Json clustering_json(const Clustering& made) {
  Json json = {{"values", made.width},
               {"inertia", format::json_number(made.clusters.inertia)},
               {"iterations", made.clusters.iterations},
               {"sizes", to_integers(made.sizes)}};
  if (made.scores) {
    json["purity"] = made.scores->purity;
    json["nmi"] = made.scores->nmi;
    json["ari"] = made.scores->ari;
  }
  return json;
}

Json cluster_record(const ClusterOptions& options, const analysis::Stack& stack,
                    const data::Dataset& rows, const std::string& place,
                    const std::vector<Clustering>& all) {
  Json json = {
      {"runs", runs_json(stack)},
      {"options",
       {{"k", options.k},
        {"starts", options.starts},
        {"seed", options.seed},
        {"part", enum_name(options.part)}}},
      {"data", {{"place", place}, {"rows", rows.rows()}, {"fingerprint", rows.fingerprint}}}};
  for (const Clustering& made : all) json[made.name] = clustering_json(made);
  json["versions"] = version_json();
  return json;
}

std::string assignments_csv(const data::Dataset& rows, const std::vector<Clustering>& all) {
  const std::vector<std::string> labels = label_names(rows);
  std::string text = "row";
  std::vector<std::vector<std::int64_t>> columns;
  for (const Clustering& made : all) {
    text += "," + made.name;
    columns.push_back(to_integers(made.clusters.assignment));
  }
  text += labels.empty() ? "\n" : ",label\n";
  for (std::size_t row = 0; row < columns.front().size(); ++row) {
    text += std::to_string(row);
    for (const auto& column : columns) text += "," + std::to_string(column[row]);
    if (!labels.empty()) text += "," + format::csv_field(labels[row]);
    text += "\n";
  }
  return text;
}

/// The most frequent class of a cluster, and its share in per cent.
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

/// The clusters with most rows: their numbers, the largest first.
std::vector<std::int64_t> largest_clusters(const Clustering& made) {
  std::vector<std::int64_t> order =
      to_integers(made.sizes.argsort(/*stable=*/true, 0, /*descending=*/true));
  order.resize(std::min(order.size(), static_cast<std::size_t>(kMostCentroidsShown)));
  return order;
}

/// images: [K, D] in [0, 1], of all clusters.
report::TileSection centroid_section(const Clustering& made, const at::Tensor& images,
                                     const std::string& what, const data::Dataset& rows) {
  report::TileSection section;
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
  section.tiles = report::to_tiles(pictures, shape);
  return section;
}

/// Pixels as they are; of other numbers black is the least and white the greatest in the picture.
format::Image draw_centroids(const analysis::Stack& stack, const data::Dataset& rows,
                             const std::vector<Clustering>& all) {
  const data::Transform& transform = stack.first().transform();
  at::Tensor of_codes = stack.decode(all[0].clusters.centroids);
  at::Tensor of_raw = all[1].clusters.centroids;
  // Columns of a table each have their own unit; the network's scale is the common one.
  if (rows.shape.height > 1) {
    of_codes = transform.to_picture(of_codes);
    of_raw = transform.to_picture(of_raw);
  }
  if (!transform.of_bytes()) {
    const at::Tensor least = at::minimum(of_codes.min(), of_raw.min());
    const at::Tensor range = (at::maximum(of_codes.max(), of_raw.max()) - least).clamp_min(1e-30);
    of_codes = (of_codes - least) / range;
    of_raw = (of_raw - least) / range;
  }
  return report::tile_sheet(
      {centroid_section(all[0], of_codes, "clusters of codes, as the decoder shows their centroids",
                        rows),
       centroid_section(all[1], of_raw, "clusters of raw rows, their centroids", rows)});
}

int cluster_rows(const Arguments& arguments) {
  const auto options = config::with_settings(ClusterOptions(), arguments.typed);
  check_cluster_options(options);
  base::set_up_log(base::LogLevel::kInfo);
  const auto stack = analysis::Stack::load({arguments.runs.front()});
  const data::Split split = read_rows_of_use(stack, arguments.typed);
  const data::Dataset& rows = options.part == config::Part::kTrain ? split.train : split.valid;
  analysis::check_cluster_count(rows.rows(), options.k);
  const auto folder = report::ResultFolder::create(
      {report::kClusterResults,
       {},
       options.results.out.value_or((stack.last().folder() / "cluster").string()),
       options.results.force});
  engine::prepare_threads(base::available_cores());
  base::log_info("runs    " + name_runs(stack));
  base::log_info("data    " + split.place + ": " + base::format_count(rows.rows()) + " rows");
  const std::vector<Clustering> all = {
      make_clustering("codes", stack.encode(rows.features), rows.labels, options),
      make_clustering("raw", stack.first().features(rows.features), rows.labels, options)};
  folder.write("assignments.csv", assignments_csv(rows, all));
  folder.write_picture("centroids.png", draw_centroids(stack, rows, all));
  folder.write_record(cluster_record(options, stack, rows, split.place, all));
  base::log_info("written " + folder.path().string());
  print(cluster_table(all));
  return 0;
}

}  // namespace

int cluster(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(cluster_line(), words, cluster_rows);
}

}  // namespace sae::cli
