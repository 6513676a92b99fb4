// SPDX-License-Identifier: MIT
// The command `sae cluster`.
#include "cli/cmd_cluster.h"

#include <ATen/ops/bincount.h>

#include <algorithm>
#include <concepts>
#include <optional>

#include "analysis/kmeans.h"
#include "base/log.h"
#include "base/thread_team.h"
#include "cli/cluster_views.h"
#include "cli/inference_rows.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "format/json.h"
#include "machine/threads.h"
#include "run/result_tables.h"
#include "session/version.h"

namespace sae::cli {
namespace {

using format::Json;

constexpr std::int64_t kMostClusters = 10000;
constexpr std::int64_t kMostStarts = 1000;
constexpr std::int64_t kUsualClusters = 10;

struct ClusterOptions {
  std::optional<std::int64_t> k{};
  std::int64_t starts = 10;
  std::int64_t seed = 0;
  config::Part part = config::Part::kValid;
  config::DataConfig data;
  ResultOptions results;
  bool json = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ClusterOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Clusters", "--k", "K|auto", "number of clusters; auto: 10, or as many as rows differ if that is less", "auto"}.range(1, kMostClusters), options.k);
  visit(config::Field{"Clusters", "--starts", "N", "k-means++ starts; the one with the lowest inertia is kept", ""}.range(1, kMostStarts), options.starts);
  visit(config::Field{"Clusters", "--seed", "N", "random seed of the starts", ""}.range(0, config::fields::kNoLimit), options.seed);
  visit(config::Field{"Clusters", "--part", "train|valid", "cluster the training rows or the validation rows of the run", ""}, options.part);
  config::visit_inference_data(options.data, visit);
  visit_results(options.results, "RUN/cluster", visit);
  visit(config::Field{"Output", "--json", "yes|no", "print cluster.json instead of a table (plain --json means yes)", ""}, options.json);
  // clang-format on
}

void check_cluster_options(const ClusterOptions& options) {
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  problems.throw_if_any();
}

/// As many clusters as were typed, else the usual number if so many rows and codes differ.
std::int64_t choose_count(std::optional<std::int64_t> typed, const at::Tensor& rows,
                          const at::Tensor& codes) {
  if (!typed) {
    return std::min(analysis::count_distinct(rows, kUsualClusters),
                    analysis::count_distinct(codes, kUsualClusters));
  }
  analysis::check_cluster_count(rows, *typed, "rows");
  analysis::check_cluster_count(codes, *typed, "codes");
  return *typed;
}

Clustering make_clustering(const std::string& name, const at::Tensor& values,
                           const at::Tensor& labels, const ClusterOptions& options) {
  Clustering made{name, values.size(1), {}, {}, {}};
  made.clusters = analysis::kmeans(values, {.clusters = *options.k,
                                            .starts = options.starts,
                                            .seed = static_cast<std::uint64_t>(options.seed)});
  made.sizes = at::bincount(made.clusters.assignment, {}, *options.k);
  if (labels.defined()) made.scores = analysis::score_clusters(labels, made.clusters.assignment);
  return made;
}

std::vector<run::Assignment> assignments(const std::vector<Clustering>& all) {
  std::vector<run::Assignment> columns;
  for (const Clustering& made : all) columns.push_back({made.name, made.clusters.assignment});
  return columns;
}

Json cluster_record(const ClusterOptions& options, const run::Stack& stack,
                    const data::Dataset& rows, const std::string& place,
                    const std::vector<Clustering>& all) {
  Json json = {
      {"runs", runs_json(stack)},
      {"options",
       {{"k", *options.k},
        {"starts", options.starts},
        {"seed", options.seed},
        {"part", enum_name(options.part)}}},
      {"data", {{"place", place}, {"rows", rows.rows()}, {"fingerprint", rows.fingerprint}}}};
  for (const Clustering& made : all) json[made.name] = clustering_json(made);
  json["versions"] = session::version_json();
  return json;
}

int cluster_rows(const Arguments& arguments) {
  auto options = config::with_settings(ClusterOptions(), arguments.typed);
  check_cluster_options(options);
  base::set_up_log(base::LogLevel::kInfo);
  const auto stack = run::Stack::load({arguments.runs.front()});
  const data::Split split = read_inference_rows(stack, arguments.typed);
  const data::Dataset& rows = options.part == config::Part::kTrain ? split.train : split.valid;
  machine::prepare_threads(base::available_cores());
  const at::Tensor codes = stack.encode(rows.features);
  const at::Tensor raw = stack.first().features(rows.features);
  const bool typed = options.k.has_value();
  options.k = choose_count(options.k, raw, codes);
  const auto folder = create_results(run::kClusterResults, stack, "cluster", options.results);
  log_inputs(stack, split.place, rows.rows());
  if (!typed && *options.k < kUsualClusters) {
    base::log_info("k       " + base::format_count(*options.k) +
                   ", because no more rows or codes differ");
  }
  const std::vector<Clustering> all = {make_clustering("codes", codes, rows.labels, options),
                                       make_clustering("raw", raw, rows.labels, options)};
  folder.write(run::kAssignmentsName, run::assignments_bytes(rows, assignments(all)));
  folder.write_picture(run::kCentroidsName,
                       [&] { return draw_centroids(stack, rows, all[0], all[1]); });
  const std::string record =
      folder.write_record(cluster_record(options, stack, rows, split.place, all));
  base::log_info("results in " + folder.path().string());
  print(options.json ? record : cluster_table(all));
  return 0;
}

}  // namespace

CommandLine cluster_line() {
  return {
      "sae cluster",
      "Clusters rows with k-means, once on their codes and once on the rows as scaled for the "
      "network, and\ncompares both with the classes if the rows have labels. For a run trained "
      "with --encode_with, the\ncodes are those of this run and the rows are those of the first "
      "run.",
      "Example: sae cluster runs/latest --k 10",
      describe_options_on_runs<ClusterOptions>(),
      false,
      "RUN",
      1,
      1};
}

int cluster(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(cluster_line(), words, cluster_rows);
}

}  // namespace sae::cli
