// SPDX-License-Identifier: MIT
// The command `sae eval`.
#include "cli/cmd_eval.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/nonzero.h>

#include <concepts>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/eval_views.h"
#include "cli/inference_rows.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "data/noise.h"
#include "machine/threads.h"
#include "model/autoencoder.h"
#include "session/version.h"
#include "train/budget.h"

namespace sae::cli {
namespace {

using format::Json;

struct EvalOptions {
  config::Part part = config::Part::kValid;
  config::Weights weights = config::Weights::kLast;
  config::DataConfig data;
  bool json = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, EvalOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Evaluation", "--part", "train|valid", "measure on the training rows or on the validation rows of the run", ""}, options.part);
  visit_weights(options.weights, "Evaluation", visit);
  config::visit_inference_data(options.data, visit);
  visit(config::Field{"Output", "--json", "yes|no", "print JSON instead of tables (plain --json means yes)", ""}, options.json);
  // clang-format on
}

/// The rows to measure, as the last run's input and target.
struct Rows {
  at::Tensor target;  ///< [N, D]
  at::Tensor input;   ///< [N, D], noisy for a run that was validated on noisy rows
};

Rows prepare_rows(const run::Stack& stack, const data::Dataset& rows) {
  const config::Config& config = stack.last().config();
  const at::Tensor target = stack.features(rows.features);
  return {target, data::validation_input(config, rows.shape, target)};
}

train::Measures measure(const run::TrainedRun& run, const Rows& rows) {
  return train::Evaluator(rows.target, rows.input).evaluate(run.model(), run.config().loss);
}

/// The measures of each class that occurs, in the order of the class names.
std::vector<ClassMeasures> measure_classes(const run::TrainedRun& run, const Rows& rows,
                                           const data::Dataset& dataset) {
  std::vector<ClassMeasures> all;
  if (!dataset.labels.defined()) return all;
  for (std::size_t i = 0; i < dataset.class_names.size(); ++i) {
    const at::Tensor own = at::nonzero(dataset.labels == static_cast<std::int64_t>(i)).flatten();
    if (own.size(0) == 0) continue;
    const Rows part = {rows.target.index_select(0, own), rows.input.index_select(0, own)};
    all.push_back({dataset.class_names[i], own.size(0), measure(run, part)});
  }
  return all;
}

/// The run's training rows; nothing, with a log line, if they cannot be read.
std::optional<data::Dataset> read_training_rows(const run::Stack& stack) {
  const config::Config& config = stack.source().config();
  try {
    return read_split_for(stack, config.data).train;
  } catch (const Error& error) {
    base::log_warning("no budget curve, because it needs the training rows: " +
                      std::string(error.what()));
    return std::nullopt;
  }
}

std::vector<train::BudgetPoint> measure_budget(const run::Stack& stack, const Rows& rows,
                                               const data::Dataset& training) {
  const model::Network network = stack.last().model().network();
  const at::Tensor mean = train::mean_code(network, prepare_rows(stack, training).input);
  return train::budget_curve(network, rows.input, rows.target, mean);
}

Json record(const EvalOptions& options, const run::Stack& stack, const data::Dataset& rows,
            const std::string& place, const EvalResult& result) {
  Json json = {{"runs", runs_json(stack)},
               {"weights", enum_name(options.weights)},
               {"data",
                {{"place", place},
                 {"part", enum_name(options.part)},
                 {"rows", rows.rows()},
                 {"fingerprint", rows.fingerprint}}}};
  json.update(eval_json(result));
  json["versions"] = session::version_json();
  return json;
}

int evaluate_rows(const Arguments& arguments) {
  const auto options = config::with_settings(EvalOptions(), arguments.typed);
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  problems.throw_if_any();
  base::set_up_log(base::LogLevel::kInfo);
  const auto stack = run::Stack::load({arguments.runs.front()}, options.weights);
  const run::TrainedRun& run = stack.last();
  const data::Split split = read_inference_rows(stack, arguments.typed);
  const data::Dataset& rows = options.part == config::Part::kTrain ? split.train : split.valid;
  // Sums depend on the number of threads in their last digits.
  machine::prepare_threads(
      static_cast<int>(run.config().train.threads.value_or(base::available_cores())));
  log_inputs(stack, split.place, rows.rows());
  const Rows prepared = prepare_rows(stack, rows);
  EvalResult result{measure(run, prepared), {}, measure_classes(run, prepared, rows)};
  const auto training = config::is_typed(arguments.typed, "data") ? read_training_rows(stack)
                                                                  : std::optional(split.train);
  if (training) result.budget = measure_budget(stack, prepared, *training);
  print(options.json ? record(options, stack, rows, split.place, result).dump(2) + "\n"
                     : eval_text(result));
  return 0;
}

}  // namespace

CommandLine eval_line() {
  return {"sae eval",
          "Measures a run: the metrics of metrics.csv, the error when each row keeps only its most "
          "important units,\nand the metrics of each class. On the run's own validation rows, they "
          "equal the last row of metrics.csv.",
          "Example: sae eval runs/latest --data new.csv",
          describe_options_on_runs<EvalOptions>(),
          false,
          "RUN",
          1,
          1};
}

int evaluate(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(eval_line(), words, evaluate_rows);
}

}  // namespace sae::cli
