// SPDX-License-Identifier: MIT
// The command `sae anomaly`: finds rows unlike a run's training rows.
#include "cli/cmd_anomaly.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/nonzero.h>

#include <algorithm>
#include <concepts>
#include <optional>
#include <utility>

#include "analysis/anomaly.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/anomaly_views.h"
#include "cli/inference_rows.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "data/class_choice.h"
#include "machine/threads.h"
#include "run/result_tables.h"

namespace sae::cli {
namespace {

struct AnomalyOptions {
  double quantile = 0.95;
  std::optional<config::ClassNames> anomalous;
  config::DataConfig data;
  ResultOptions results;
  bool json = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, AnomalyOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Anomalies", "--quantile", "Q", "a row is an anomaly if its error is above this quantile of the training rows' errors, in [0, 1]", ""}.range(0, 1), options.quantile);
  visit(config::Field{"Anomalies", "--anomalous", "LIST", "classes that are anomalies, named by their labels, such as 1 or malignant", "those excluded from training by --classes"}, options.anomalous);
  config::visit_inference_data(options.data, visit);
  visit_results(options.results, "RUN/anomaly", visit);
  visit(config::Field{"Output", "--json", "yes|no", "print anomaly.json instead of a table (plain --json means yes)", ""}, options.json);
  // clang-format on
}

/// Throws kUsage on values out of range and on data options without --data, which have no effect.
void check_anomaly_options(const AnomalyOptions& options,
                           const std::vector<config::Setting>& typed) {
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  if (!config::is_typed(typed, "data")) refuse_data_options(typed, problems);
  problems.throw_if_any();
}

/// Rows of the run's own data whose classes it was not trained on.
std::optional<data::Dataset> rows_of_other_classes(const run::Stack& stack,
                                                   config::DataConfig config) {
  if (!config.classes || config.patches) return std::nullopt;
  const config::ClassNames trained = *std::exchange(config.classes, std::nullopt);
  config.limit.reset();
  config.limit_valid.reset();
  const data::Split all = read_split_for(stack, config, data::SplitMode::kNone);
  const at::Tensor others =
      at::nonzero(data::rows_of_classes(all.valid, trained, "--classes", all.place).logical_not())
          .flatten();
  if (others.size(0) == 0) return std::nullopt;
  return data::take_rows(all.valid, others);
}

data::Dataset joined(data::Dataset first, const data::Dataset& second) {
  first.features = at::cat({first.features, second.features});
  first.labels = at::cat({first.labels, second.labels});
  first.row_ids = at::cat({data::ids_of(first), data::ids_of(second)});
  return first;
}

/// Anomalous rows [N]: those of the named classes, otherwise of classes that the run was not
/// trained on.
std::optional<at::Tensor> find_unusual(const AnomalyOptions& options, const ScoredRows& scored,
                                       const std::optional<config::ClassNames>& trained) {
  if (options.anomalous) {
    return data::rows_of_classes(scored.rows, *options.anomalous, "--anomalous", scored.place);
  }
  if (!trained || !scored.rows.labels.defined()) return std::nullopt;
  const at::Tensor unusual = data::rows_of_classes(scored.rows, *trained, "--classes", scored.place,
                                                   data::UnknownClass::kNoRows)
                                 .logical_not();
  if (!unusual.any().item<bool>()) return std::nullopt;
  return unusual;
}

/// Reconstruction errors of the last network [N]; its input is the target.
at::Tensor row_errors(const run::Stack& stack, const data::Dataset& rows) {
  return stack.last().row_errors(stack.features(rows.features));
}

ScoredRows read_scored(const run::Stack& stack, const data::Split& own,
                       const AnomalyOptions& options, const std::vector<config::Setting>& typed) {
  ScoredRows scored;
  if (config::is_typed(typed, "data")) {
    data::Split other = read_inference_rows(stack, typed);
    if (other.train.fingerprint == own.train.fingerprint && !other.valid_is_test) {
      base::log_warning("the run was trained on rows of " + other.place +
                        "; omit --data to score only rows that it was not trained on");
    }
    scored.rows = std::move(other.valid);
    scored.place = std::move(other.place);
  } else {
    const auto others = rows_of_other_classes(stack, stack.last().config().data);
    scored.rows = others ? joined(own.valid, *others) : own.valid;
    scored.place = own.place;
  }
  scored.errors = row_errors(stack, scored.rows);
  scored.unusual = find_unusual(options, scored, stack.last().config().data.classes);
  return scored;
}

Findings judge(const ScoredRows& scored, const at::Tensor& training_errors, double quantile) {
  Findings found;
  found.quantile = quantile;
  found.threshold = analysis::find_quantile(training_errors, quantile);
  found.training_errors = training_errors;
  if (scored.unusual) found.auc = analysis::roc_auc(scored.errors, *scored.unusual);
  return found;
}

int find_anomalies(const Arguments& arguments) {
  const auto options = config::with_settings(AnomalyOptions(), arguments.typed);
  check_anomaly_options(options, arguments.typed);
  base::set_up_log(base::LogLevel::kInfo);
  const auto stack = run::Stack::load({arguments.runs.front()});
  const data::Split own = read_inference_rows(stack, {});
  machine::prepare_threads(base::available_cores());
  const ScoredRows scored = read_scored(stack, own, options, arguments.typed);
  const Findings found = judge(scored, row_errors(stack, own.train), options.quantile);
  const auto folder = create_results(run::kAnomalyResults, stack, "anomaly", options.results);
  base::log_info("runs    " + name_runs(stack));
  base::log_info("data    " + scored.place + ": " + base::format_count(scored.rows.rows()) +
                 " rows to score");
  folder.write(run::kErrorsTableName,
               run::errors_bytes(scored.rows, scored.errors, found.threshold));
  folder.write_picture(run::kErrorsPictureName, [&] { return draw_errors(scored, found); });
  format::Json record = {{"runs", runs_json(stack)}};
  record.update(findings_json(scored, found));
  const std::string bytes = folder.write_record(record);
  base::log_info("results in " + folder.path().string());
  print(options.json ? bytes : describe_findings(scored, found));
  return 0;
}

}  // namespace

CommandLine anomaly_line() {
  return {
      "sae anomaly",
      "Scores each row by its reconstruction error. Without --data, these are the run's "
      "validation rows and,\nif the run was trained with --classes, the rows of all other "
      "classes. For a run trained with\n--encode_with, the error is that of the codes, as in "
      "training.",
      "Example: sae_train --data table.csv --label_column diagnosis --classes benign --out run\n"
      "         sae anomaly run",
      describe_options_on_runs<AnomalyOptions>(),
      false,
      "RUN",
      1,
      1};
}

int anomaly(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(anomaly_line(), words, find_anomalies);
}

}  // namespace sae::cli
