// SPDX-License-Identifier: MIT
// Shows the results of `sae anomaly` as text, JSON and a picture.
#include "cli/anomaly_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "base/text.h"
#include "cli/inference_rows.h"
#include "data/values.h"
#include "picture/axis.h"
#include "picture/histogram.h"
#include "session/version.h"

namespace sae::cli {
namespace {

using format::Json;

constexpr std::int64_t kWorstShown = 10;

std::int64_t count_above(const ScoredRows& scored, const Findings& found) {
  return (scored.errors > found.threshold).sum().item<std::int64_t>();
}

/// Names of the classes of the anomalous rows.
std::vector<std::string> unusual_names(const ScoredRows& scored) {
  std::vector<std::string> names;
  const at::Tensor counts = at::bincount(scored.rows.labels.masked_select(*scored.unusual));
  for (std::int64_t label = 0; label < counts.size(0); ++label) {
    if (counts[label].item<std::int64_t>() == 0) continue;
    names.push_back(scored.rows.class_names.at(static_cast<std::size_t>(label)));
  }
  return names;
}

std::vector<picture::HistogramGroup> histogram_groups(const ScoredRows& scored,
                                                      const Findings& found) {
  std::vector<picture::HistogramGroup> groups{
      {"training rows", data::to_vector<double>(found.training_errors)}};
  const auto add = [&](const std::string& name, const at::Tensor& chosen) {
    if (chosen.any().item<bool>()) {
      groups.push_back({name, data::to_vector<double>(scored.errors.masked_select(chosen))});
    }
  };
  const auto classes = static_cast<std::int64_t>(scored.rows.class_names.size());
  if (scored.unusual) {
    add("normal", scored.unusual->logical_not());
    add("anomalous: " + base::excerpt(base::join(unusual_names(scored), ", ")), *scored.unusual);
  } else if (scored.rows.labels.defined() &&
             classes < static_cast<std::int64_t>(picture::kMostGroups)) {
    for (std::int64_t label = 0; label < classes; ++label) {
      add(scored.rows.class_names.at(static_cast<std::size_t>(label)), scored.rows.labels == label);
    }
  } else {
    groups.push_back({"scored rows", data::to_vector<double>(scored.errors)});
  }
  return groups;
}

std::string share_above(const ScoredRows& scored, const Findings& found) {
  const std::int64_t above = count_above(scored, found), rows = scored.rows.rows();
  const double share = static_cast<double>(above) / static_cast<double>(rows);
  return base::format_count(above) + " of " + base::format_count(rows) +
         " scored rows above the threshold (" + base::format_fixed(100 * share, 1) + " %)";
}

/// Number of rows, rows above the threshold and mean error of each class.
std::string class_table(const ScoredRows& scored, const Findings& found) {
  std::string text = "\nclass                       rows      above   mean error\n";
  const at::Tensor above = scored.errors > found.threshold;
  const auto classes = static_cast<std::int64_t>(scored.rows.class_names.size());
  for (std::int64_t label = 0; label < classes; ++label) {
    const at::Tensor own = scored.rows.labels == label;
    const auto rows = own.sum().item<std::int64_t>();
    if (rows == 0) continue;
    std::array<char, 200> line{};
    std::snprintf(
        line.data(), line.size(), "%-22s %9lld %10lld %12.6g\n",
        base::excerpt(scored.rows.class_names.at(static_cast<std::size_t>(label))).c_str(),
        static_cast<long long>(rows),
        static_cast<long long>(own.logical_and(above).sum().item<std::int64_t>()),
        scored.errors.masked_select(own).mean().item<double>());
    text += line.data();
  }
  return text;
}

std::string worst_rows(const ScoredRows& scored, const std::vector<std::string>& labels) {
  const std::vector<std::string> ids = data::id_texts(scored.rows);
  std::string text = "\nworst rows      error";
  text += labels.empty() ? "\n" : "   class\n";
  const at::Tensor order = scored.errors.argsort(/*stable=*/true, 0, /*descending=*/true);
  for (std::int64_t i = 0; i < std::min(kWorstShown, order.size(0)); ++i) {
    const auto row = static_cast<std::size_t>(order[i].item<std::int64_t>());
    std::array<char, 100> line{};
    std::snprintf(line.data(), line.size(), "%8s %12.6g", base::excerpt(ids[row]).c_str(),
                  scored.errors[order[i]].item<double>());
    text += line.data();
    if (!labels.empty()) text += "   " + base::excerpt(labels[row]);
    text += "\n";
  }
  return text;
}

}  // namespace

std::string describe_findings(const ScoredRows& scored, const Findings& found) {
  const std::vector<std::string> labels = data::class_texts(scored.rows);
  std::string text = "threshold  " + picture::short_number(found.threshold, 4) + ": quantile " +
                     base::format_number(found.quantile) + " of the errors of " +
                     base::format_count(found.training_errors.size(0)) + " training rows\n";
  text += "above      " + share_above(scored, found) + "\n";
  if (found.auc) {
    const auto unusual = scored.unusual->sum().item<std::int64_t>();
    text += "ROC AUC    " + base::format_fixed(*found.auc, 4) +
            ", anomalous: " + base::excerpt(base::join(unusual_names(scored), ", ")) + " (" +
            base::format_count(unusual) + (unusual == 1 ? " row)\n" : " rows)\n");
  }
  if (!labels.empty()) text += class_table(scored, found);
  return text + worst_rows(scored, labels);
}

format::Json findings_json(const ScoredRows& scored, const Findings& found) {
  Json json = {{"options", {{"quantile", found.quantile}}},
               {"data", {{"place", scored.place}, {"rows", scored.rows.rows()}}},
               {"threshold", format::json_number(found.threshold)},
               {"training_rows", found.training_errors.size(0)},
               {"rows_above", count_above(scored, found)}};
  if (found.auc) {
    json["anomalous_classes"] = unusual_names(scored);
    json["anomalous_rows"] = scored.unusual->sum().item<std::int64_t>();
    json["roc_auc"] = *found.auc;
  }
  json["versions"] = session::version_json();
  return json;
}

format::Image draw_errors(const ScoredRows& scored, const Findings& found) {
  picture::Histogram histogram;
  histogram.title = found.auc
                        ? "reconstruction errors, ROC AUC " + base::format_fixed(*found.auc, 4)
                        : "reconstruction errors";
  histogram.caption = "share of each group's rows; " + share_above(scored, found);
  histogram.quantity = "mean squared error of a row";
  histogram.groups = histogram_groups(scored, found);
  histogram.threshold = found.threshold;
  histogram.threshold_name = "threshold, quantile " + base::format_number(found.quantile) + ":";
  return picture::draw_histogram(histogram);
}

}  // namespace sae::cli
