// SPDX-License-Identifier: MIT
// The command `sae units`.
#include "cli/cmd_units.h"

#include <ATen/TensorOperators.h>

#include <concepts>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/inference_rows.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "cli/units_views.h"
#include "config/problems.h"
#include "data/class_choice.h"
#include "data/noise.h"
#include "machine/threads.h"
#include "model/autoencoder.h"
#include "run/result_folder.h"
#include "train/budget.h"

namespace sae::cli {
namespace {

struct UnitsOptions {
  config::UnitOrder sort = config::UnitOrder::kImportance;
  std::optional<config::ClassNames> tells;
  config::Part part = config::Part::kValid;
  config::Weights weights = config::Weights::kLast;
  config::DataConfig data;
  ResultOptions results;
  bool json = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, UnitsOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Units", "--sort", base::join(config::enum_names<config::UnitOrder>(), "|"), "figure to sort by, the largest first", ""}, options.sort);
  visit(config::Field{"Units", "--tells", "A,B", "rank the units by how well they tell class A from class B", "off"}, options.tells);
  visit(config::Field{"Units", "--part", "train|valid", "describe the units on the training rows or on the validation rows", ""}, options.part);
  visit_weights(options.weights, "Units", visit);
  config::visit_inference_data(options.data, visit);
  visit_results(options.results, "RUN/units", visit);
  visit(config::Field{"Output", "--json", "yes|no", "print units.json, which has all units, instead of a table of the first (plain --json means yes)", ""}, options.json);
  // clang-format on
}

/// The rows as the last run's target and, for a run validated on noisy rows, input.
analysis::MeasuredRows measured_rows(const run::Stack& stack, const data::Dataset& rows) {
  analysis::MeasuredRows measured;
  measured.target = stack.features(rows.features);
  measured.input = data::validation_input(stack.last().config(), rows.shape, measured.target);
  if (rows.labels.defined()) {
    measured.classes = {rows.labels, static_cast<std::int64_t>(rows.class_names.size())};
  }
  return measured;
}

/// The only class that a word of --tells names.
std::int64_t class_of(const data::Dataset& rows, const std::string& word,
                      const std::string& place) {
  const at::Tensor chosen = data::rows_of_classes(rows, {{word}}, "--tells", place);
  const at::Tensor labels = rows.labels.masked_select(chosen);
  if (labels.numel() > 0 && labels.min().equal(labels.max())) return labels[0].item<std::int64_t>();
  throw Error(ErrorKind::kUsage,
              "--tells: expected a class of the rows, found " + base::quote(word) +
                  (labels.numel() == 0 ? ", which has no row" : ", which names several"));
}

/// Two different classes of the rows.
using ClassNumbers = std::pair<std::int64_t, std::int64_t>;

ClassNumbers classes_to_tell(const data::Dataset& rows, const std::vector<std::string>& words,
                             const std::string& place) {
  const ClassNumbers pair = {class_of(rows, words[0], place), class_of(rows, words[1], place)};
  if (pair.first != pair.second) return pair;
  throw Error(ErrorKind::kUsage, "--tells: expected two different classes, found one twice");
}

ClassPair tell_apart(const analysis::UnitCodes& codes, const data::Dataset& rows,
                     const ClassNumbers& pair) {
  const auto name = [&](std::int64_t number) {
    return rows.class_names[static_cast<std::size_t>(number)];
  };
  const at::Tensor labels = rows.labels.narrow(0, 0, codes.rows());
  return {name(pair.first), name(pair.second),
          analysis::area_under_roc(codes, labels, pair.first, pair.second)};
}

void check_units_options(const UnitsOptions& options, bool sort_is_typed) {
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  if (options.tells && options.tells->words.size() != 2) {
    problems.add("--tells: expected two classes, such as sandal,boot, found " +
                 base::quote(base::join(options.tells->words, ",")));
  }
  if (options.tells && sort_is_typed) {
    problems.add(
        "--sort: no effect with --tells, which sorts by how well a unit tells the classes "
        "apart; leave one out");
  }
  problems.throw_if_any();
}

/// The training rows that define the units' mean codes: the run's own, or for an imported run
/// without rows the described ones.
data::Dataset training_rows(const run::Stack& stack, const data::Split& split, bool other_data) {
  if (!other_data) return split.train;
  if (stack.source().lacks_data()) {
    base::log_info("means   of the rows of --data, because an imported run has no training rows");
    return split.train;
  }
  const config::Config& config = stack.source().config();
  return read_split_for(stack, config.data).train;
}

/// Figures of all units over the rows.
analysis::UnitSummary summarise(const run::Stack& stack, const data::Dataset& rows,
                                const data::Dataset& training) {
  const model::Network network = stack.last().model().network();
  const analysis::SummaryPlan plan = {
      train::code_scale(network.layers[network.code].activation, stack.last().config().loss), 1, 1,
      analysis::affordable_rows(network)};
  const at::Tensor mean = train::mean_code(network, measured_rows(stack, training).input);
  analysis::UnitSummary summary =
      analysis::summarise_units(network, measured_rows(stack, rows), mean, plan);
  if (summary.importance.rows < rows.rows()) {
    base::log_info("importance of " + base::format_count(summary.importance.rows) +
                   " evenly spaced rows, to save time");
  }
  return summary;
}

/// Returns the bytes of units.json.
std::string write_units(const run::ResultFolder& folder, const ListedUnits& units,
                        const run::Stack& stack, const data::Dataset& rows,
                        const std::string& place, const UnitsOptions& options) {
  folder.write(run::kUnitsTableName, units_bytes(units));
  // The units of a stacked run look at the codes of the run before, which are no picture.
  if (stack.runs().size() == 1 && data::is_picture(rows)) {
    folder.write_picture(run::kUnitsPictureName,
                         [&] { return draw_units(units, stack.last(), rows, options.sort); });
  }
  std::string record = folder.write_record(
      {{"runs", runs_json(stack)},
       {"data", {{"place", place}, {"rows", rows.rows()}, {"fingerprint", rows.fingerprint}}},
       {"importance_rows", units.summary.importance.rows},
       {"distinct", units.summary.similar.distinct},
       {"units", units_json(units)}});
  base::log_info("results in " + folder.path().string());
  return record;
}

int describe(const Arguments& arguments) {
  const auto options = config::with_settings(UnitsOptions(), arguments.typed);
  check_units_options(options, config::is_typed(arguments.typed, "sort"));
  base::set_up_log(base::LogLevel::kInfo);
  const auto stack = run::Stack::load({arguments.runs.front()}, options.weights);
  const data::Split split = read_inference_rows(stack, arguments.typed);
  const data::Dataset& rows = options.part == config::Part::kTrain ? split.train : split.valid;
  std::optional<ClassNumbers> classes;
  if (options.tells) classes = classes_to_tell(rows, options.tells->words, split.place);
  const auto folder = create_results(run::kUnitsResults, stack, "units", options.results);
  machine::prepare_threads(base::available_cores());
  log_inputs(stack, split.place, rows.rows());
  const bool other_data = config::is_typed(arguments.typed, "data");
  ListedUnits units{
      summarise(stack, rows, training_rows(stack, split, other_data)), rows.class_names, {}, {}};
  if (classes) units.tells = tell_apart(units.summary.codes, rows, *classes);
  units.order = order_units(units, options.sort);
  const std::string record = write_units(folder, units, stack, rows, split.place, options);
  print(options.json ? record : units_text(units));
  return 0;
}

}  // namespace

CommandLine units_line() {
  return {"sae units",
          "Lists the units of a run: how often they are active, how the error rises without them, "
          "and for which\nclass they are active. units.csv has all of them, units.png draws the "
          "first.",
          "Example: sae units runs/latest --tells sandal,boot",
          describe_options_on_runs<UnitsOptions>(),
          false,
          "RUN",
          1,
          1};
}

int list_units(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(units_line(), words, describe);
}

}  // namespace sae::cli
