// SPDX-License-Identifier: MIT
// The command that finds rows unlike those a run was trained on.
#include "sae/cli/cmd_anomaly.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdio>
#include <optional>

#include "sae/analysis/anomaly.h"
#include "sae/base/error.h"
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
#include "sae/report/axis.h"
#include "sae/report/histogram.h"
#include "sae/report/result_folder.h"

namespace sae::cli {
namespace {

using format::Json;

constexpr std::int64_t kWorstShown = 10;

struct AnomalyOptions {
  double quantile = 0.95;
  std::optional<config::ClassNames> anomalous;
  config::DataConfig data;
  ResultOptions results;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, AnomalyOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Anomalies", "--quantile", "Q", "a row is an anomaly above this quantile of the errors of the run's training rows, in [0, 1]", ""}, options.quantile);
  visit(config::Field{"Anomalies", "--anomalous", "LIST", "classes that are anomalous, by number or name, such as 1 or malignant", "those that --classes kept from the training"}, options.anomalous);
  config::visit_data_of_use(options.data, visit);
  visit_results(options.results, "RUN/anomaly", visit);
  // clang-format on
}

CommandLine anomaly_line() {
  return {
      "sae anomaly",
      "Scores each row by its reconstruction error. Without --data those are the run's "
      "validation rows\nand, where it was trained on some --classes, the rows of the others. "
      "Of a run on the codes of earlier\nones (--encode_with) it is the error of these codes, as "
      "in its training.",
      "Example: sae_train --data table.csv --label_column diagnosis --classes 0 --out run\n"
      "         sae anomaly run",
      describe_options_on_runs<AnomalyOptions>(),
      false,
      "RUN",
      1,
      1};
}

/// Options of the data have a meaning for other data than the run's own.
void check_anomaly_options(const AnomalyOptions& options,
                           const std::vector<config::Setting>& typed) {
  config::Problems problems;
  problems.range("quantile", options.quantile, 0.0, 1.0);
  if (!is_typed(typed, "data")) {
    config::visit_data_of_use(options.data, [&](const config::Field& field, const auto&) {
      if (is_typed(typed, field.name())) {
        problems.add("--" + field.name() + " has no effect without --data");
      }
    });
  }
  problems.throw_if_any();
}

/// The rows that are scored, and which of them are known to be anomalous.
struct ScoredRows {
  data::Dataset rows;
  std::string place;
  at::Tensor errors;                  ///< [N] float64
  std::optional<at::Tensor> unusual;  ///< [N] bool, where known
};

/// The rows of the run's own data whose classes it was not trained on.
std::optional<data::Dataset> rows_of_other_classes(config::DataConfig config) {
  if (!config.classes || config.patches) return std::nullopt;
  const at::Tensor trained = at::tensor(config.classes->members);
  config.classes.reset();
  config.limit.reset();
  config.limit_valid.reset();
  const data::Dataset all = data::read_split(config, 0, data::Division::kNone).valid;
  const at::Tensor others = at::nonzero(at::isin(all.labels, trained).logical_not()).flatten();
  if (others.size(0) == 0) return std::nullopt;
  return data::take_rows(all, others);
}

data::Dataset joined(data::Dataset first, const data::Dataset& second) {
  first.features = at::cat({first.features, second.features});
  first.labels = at::cat({first.labels, second.labels});
  return first;
}

/// The numbers of the classes that the user calls anomalous.
at::Tensor class_numbers(const config::ClassNames& names, const data::Dataset& rows,
                         const std::string& place) {
  if (!rows.labels.defined()) {
    throw Error(ErrorKind::kUsage, "--anomalous: expected data with labels, found none in " + place,
                "--label_column names the column of a table, --labels a file of labels");
  }
  std::vector<std::int64_t> numbers;
  for (const std::string& word : names.words) {
    const auto named = std::ranges::find(rows.class_names, word);
    const auto number = named == rows.class_names.end()
                            ? base::parse_integer(word)
                            : std::optional(named - rows.class_names.begin());
    if (number && *number >= 0 && *number < static_cast<std::int64_t>(rows.class_names.size())) {
      numbers.push_back(*number);
      continue;
    }
    throw Error(ErrorKind::kUsage, "--anomalous: expected classes of " + place + " (" +
                                       base::excerpt(base::join(rows.class_names, ", ")) +
                                       "), found " + base::quote(word));
  }
  return at::tensor(numbers);
}

/// Which rows are anomalous: those of the named classes, or else those the run was not trained on.
std::optional<at::Tensor> find_unusual(const AnomalyOptions& options, const ScoredRows& scored,
                                       const std::optional<config::ClassSet>& trained) {
  if (options.anomalous) {
    return at::isin(scored.rows.labels,
                    class_numbers(*options.anomalous, scored.rows, scored.place));
  }
  if (!trained || !scored.rows.labels.defined()) return std::nullopt;
  const at::Tensor unusual =
      at::isin(scored.rows.labels, at::tensor(trained->members)).logical_not();
  if (!unusual.any().item<bool>()) return std::nullopt;
  return unusual;
}

/// Of the last network's reconstructions of what it sees.
at::Tensor row_errors(const analysis::Stack& stack, const data::Dataset& rows) {
  return stack.last().row_errors(stack.features(rows.features));
}

ScoredRows read_scored(const analysis::Stack& stack, const data::Split& own,
                       const AnomalyOptions& options, const std::vector<config::Setting>& typed) {
  ScoredRows scored;
  if (is_typed(typed, "data")) {
    data::Split other = read_rows_of_use(stack, typed);
    if (other.train.fingerprint == own.train.fingerprint && !other.valid_is_test) {
      base::log_warning("the run was trained on rows of " + other.place +
                        ": without --data only rows that it has not seen are scored");
    }
    scored.rows = std::move(other.valid);
    scored.place = std::move(other.place);
  } else {
    const auto others = rows_of_other_classes(stack.last().config().data);
    scored.rows = others ? joined(own.valid, *others) : own.valid;
    scored.place = own.place;
  }
  scored.errors = row_errors(stack, scored.rows);
  scored.unusual = find_unusual(options, scored, stack.last().config().data.classes);
  return scored;
}

/// What the errors say.
struct Findings {
  double threshold = 0;
  std::int64_t training_rows = 0;
  std::vector<double> errors;
  std::vector<bool> above;
  std::int64_t count_above = 0;
  std::optional<double> auc;
};

std::vector<double> to_values(const at::Tensor& tensor) {
  const at::Tensor values = tensor.contiguous();
  const auto* first = values.const_data_ptr<double>();
  return {first, first + values.numel()};
}

Findings judge(const ScoredRows& scored, const at::Tensor& training_errors, double quantile) {
  Findings found;
  found.threshold = analysis::find_quantile(training_errors, quantile);
  found.training_rows = training_errors.size(0);
  found.errors = to_values(scored.errors);
  for (const double error : found.errors) {
    found.above.push_back(error > found.threshold);
    found.count_above += static_cast<std::int64_t>(found.above.back());
  }
  if (scored.unusual) found.auc = analysis::roc_auc(scored.errors, *scored.unusual);
  return found;
}

std::string anomaly_csv(const Findings& found, const std::vector<std::string>& labels) {
  std::string text = labels.empty() ? "row,error,above\n" : "row,error,above,label\n";
  for (std::size_t row = 0; row < found.errors.size(); ++row) {
    text += std::to_string(row) + "," + base::format_number(found.errors[row]) + "," +
            (found.above[row] ? "1" : "0");
    if (!labels.empty()) text += "," + format::csv_field(labels[row]);
    text += "\n";
  }
  return text;
}

/// The classes of the rows that are known to be anomalous.
std::vector<std::string> unusual_names(const ScoredRows& scored) {
  std::vector<std::string> names;
  const at::Tensor counts = at::bincount(scored.rows.labels.masked_select(*scored.unusual));
  for (std::int64_t label = 0; label < counts.size(0); ++label) {
    if (counts[label].item<std::int64_t>() == 0) continue;
    names.push_back(scored.rows.class_names.at(static_cast<std::size_t>(label)));
  }
  return names;
}

Json anomaly_record(const AnomalyOptions& options, const analysis::Stack& stack,
                    const ScoredRows& scored, const Findings& found) {
  Json json = {{"runs", runs_json(stack)},
               {"options", {{"quantile", options.quantile}}},
               {"data", {{"place", scored.place}, {"rows", scored.rows.rows()}}},
               {"threshold", format::json_number(found.threshold)},
               {"training_rows", found.training_rows},
               {"rows_above", found.count_above}};
  if (found.auc) {
    json["anomalous_classes"] = unusual_names(scored);
    json["anomalous_rows"] = scored.unusual->sum().item<std::int64_t>();
    json["roc_auc"] = *found.auc;
  }
  json["versions"] = version_json();
  return json;
}

std::vector<report::HistogramGroup> histogram_groups(const ScoredRows& scored,
                                                     const at::Tensor& training_errors) {
  std::vector<report::HistogramGroup> groups{{"training rows", to_values(training_errors)}};
  const auto add = [&](const std::string& name, const at::Tensor& chosen) {
    if (chosen.any().item<bool>()) {
      groups.push_back({name, to_values(scored.errors.masked_select(chosen))});
    }
  };
  const auto classes = static_cast<std::int64_t>(scored.rows.class_names.size());
  if (scored.unusual) {
    add("normal", scored.unusual->logical_not());
    add("anomalous: " + base::excerpt(base::join(unusual_names(scored), ", ")), *scored.unusual);
  } else if (scored.rows.labels.defined() &&
             classes < static_cast<std::int64_t>(report::kMostGroups)) {
    for (std::int64_t label = 0; label < classes; ++label) {
      add(scored.rows.class_names.at(static_cast<std::size_t>(label)), scored.rows.labels == label);
    }
  } else {
    groups.push_back({"scored rows", to_values(scored.errors)});
  }
  return groups;
}

std::string share_above(const Findings& found) {
  const auto rows = static_cast<std::int64_t>(found.errors.size());
  return base::format_count(found.count_above) + " of " + base::format_count(rows) +
         " rows above the threshold (" +
         base::format_fixed(
             100.0 * static_cast<double>(found.count_above) / static_cast<double>(rows), 1) +
         " %)";
}

format::Image draw_errors(const AnomalyOptions& options, const ScoredRows& scored,
                          const Findings& found, const at::Tensor& training_errors) {
  report::Histogram histogram;
  histogram.title = found.auc
                        ? "reconstruction errors, ROC AUC " + base::format_fixed(*found.auc, 4)
                        : "reconstruction errors";
  histogram.caption = "share of each group's rows; " + share_above(found);
  histogram.quantity = "mean squared error of a row";
  histogram.groups = histogram_groups(scored, training_errors);
  histogram.threshold = found.threshold;
  histogram.threshold_name = "quantile " + base::format_number(options.quantile);
  return report::draw_histogram(histogram);
}

/// How many rows of each class lie above the threshold.
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

std::string worst_rows(const ScoredRows& scored, const Findings& found,
                       const std::vector<std::string>& labels) {
  std::string text = "\nworst rows      error";
  text += labels.empty() ? "\n" : "   class\n";
  const at::Tensor order = scored.errors.argsort(/*stable=*/true, 0, /*descending=*/true);
  for (std::int64_t i = 0; i < std::min(kWorstShown, order.size(0)); ++i) {
    const auto row = static_cast<std::size_t>(order[i].item<std::int64_t>());
    std::array<char, 80> line{};
    std::snprintf(line.data(), line.size(), "%8zu %12.6g", row, found.errors[row]);
    text += line.data();
    if (!labels.empty()) text += "   " + base::excerpt(labels[row]);
    text += "\n";
  }
  return text;
}

std::string describe_findings(const AnomalyOptions& options, const ScoredRows& scored,
                              const Findings& found, const std::vector<std::string>& labels) {
  std::string text = "threshold  " + report::short_number(found.threshold, 4) + ": quantile " +
                     base::format_number(options.quantile) + " of the errors of " +
                     base::format_count(found.training_rows) + " training rows\n";
  text += "above      " + share_above(found) + "\n";
  if (found.auc) {
    text += "ROC AUC    " + base::format_fixed(*found.auc, 4) +
            ", anomalous: " + base::excerpt(base::join(unusual_names(scored), ", ")) + " (" +
            base::format_count(scored.unusual->sum().item<std::int64_t>()) + " rows)\n";
  }
  if (!labels.empty()) text += class_table(scored, found);
  return text + worst_rows(scored, found, labels);
}

int find_anomalies(const Arguments& arguments) {
  const auto options = config::with_settings(AnomalyOptions(), arguments.typed);
  check_anomaly_options(options, arguments.typed);
  base::set_up_log(base::LogLevel::kInfo);
  const auto stack = analysis::Stack::load({arguments.runs.front()});
  const data::Split own = read_rows_of_use(stack, {});
  engine::prepare_threads(base::available_cores());
  const ScoredRows scored = read_scored(stack, own, options, arguments.typed);
  const at::Tensor training_errors = row_errors(stack, own.train);
  const Findings found = judge(scored, training_errors, options.quantile);
  const std::vector<std::string> labels = label_names(scored.rows);
  const auto folder = report::ResultFolder::create(
      {report::kAnomalyResults,
       {},
       options.results.out.value_or((stack.last().folder() / "anomaly").string()),
       options.results.force});
  base::log_info("runs    " + name_runs(stack));
  base::log_info("data    " + scored.place + ": " + base::format_count(scored.rows.rows()) +
                 " rows to score");
  folder.write("anomaly.csv", anomaly_csv(found, labels));
  folder.write_picture("anomaly.png", draw_errors(options, scored, found, training_errors));
  folder.write_record(anomaly_record(options, stack, scored, found));
  base::log_info("written " + folder.path().string());
  print(describe_findings(options, scored, found, labels));
  return 0;
}

}  // namespace

int anomaly(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(anomaly_line(), words, find_anomalies);
}

}  // namespace sae::cli
