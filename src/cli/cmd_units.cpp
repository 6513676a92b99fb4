// SPDX-License-Identifier: MIT
// The command `sae units`.
#include "cli/cmd_units.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/nonzero.h>

#include <concepts>
#include <limits>
#include <optional>

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
  visit(config::Field{"Units", "--weights", "last|best", "weights after the last epoch, or of the epoch with the lowest val_mse", ""}, options.weights);
  config::visit_inference_data(options.data, visit);
  visit_results(options.results, "RUN/units", visit);
  visit(config::Field{"Output", "--json", "yes|no", "print all units as JSON instead of a table of the first (plain --json means yes)", ""}, options.json);
  // clang-format on
}

/// The rows as the last run's target and, for a run validated on noisy rows, input.
analysis::MeasuredRows measured_rows(const run::Stack& stack, const data::Dataset& rows) {
  const config::Config& config = stack.last().config();
  analysis::MeasuredRows measured;
  measured.target = stack.features(rows.features);
  measured.input = config.data.corrupt && config.data.corrupt_eval
                       ? data::corrupt_validation(config, rows.shape, measured.target)
                       : measured.target;
  if (rows.labels.defined()) {
    measured.classes = {rows.labels, static_cast<std::int64_t>(rows.class_names.size())};
  }
  return measured;
}

/// The only class of some rows.
std::int64_t class_of(const data::Dataset& rows, const std::string& word,
                      const std::string& place) {
  const at::Tensor chosen = data::rows_of_classes(rows, {{word}}, "--tells", place);
  const at::Tensor labels = rows.labels.masked_select(chosen);
  if (labels.numel() > 0 && labels.min().equal(labels.max())) return labels[0].item<std::int64_t>();
  throw Error(ErrorKind::kUsage,
              "--tells: expected a class of the rows, found " + base::quote(word) +
                  (labels.numel() == 0 ? ", which has no row" : ", which names several"));
}

ClassPair tell_apart(const analysis::UnitCodes& codes, const data::Dataset& rows,
                     const std::vector<std::string>& words, const std::string& place) {
  const std::int64_t first = class_of(rows, words[0], place);
  const std::int64_t second = class_of(rows, words[1], place);
  if (first == second) {
    throw Error(ErrorKind::kUsage, "--tells: expected two different classes, found one twice");
  }
  const at::Tensor labels = rows.labels.narrow(0, 0, codes.rows());
  return {rows.class_names[static_cast<std::size_t>(first)],
          rows.class_names[static_cast<std::size_t>(second)],
          analysis::area_under_roc(codes, labels, first, second)};
}

void check_units_options(const UnitsOptions& options) {
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  if (options.tells && options.tells->words.size() != 2) {
    problems.add("--tells: expected two classes, such as sandal,boot, found " +
                 base::quote(base::join(options.tells->words, ",")));
  }
  problems.throw_if_any();
}

/// The training rows that define the units' mean codes: the run's own.
data::Dataset training_rows(const run::Stack& stack, data::Split& split, bool other_data) {
  if (!other_data) return split.train;
  const config::Config& config = stack.source().config();
  return read_split_for(stack, config.data, static_cast<std::uint64_t>(config.train.seed)).train;
}

void write_units(const ListedUnits& units, const run::Stack& stack, const data::Dataset& rows,
                 const std::string& place, const UnitsOptions& options) {
  const run::TrainedRun& run = stack.last();
  const auto folder = run::ResultFolder::create(
      {run::kUnitsResults, run.folder() / "units", options.results.out, options.results.force});
  folder.write(run::kUnitsTableName, units_bytes(units));
  if (data::is_picture(rows)) {
    folder.write_picture(run::kUnitsPictureName,
                         [&] { return draw_units(units, run, rows, options.sort); });
  }
  folder.write_record(
      {{"runs", runs_json(stack)},
       {"data", {{"place", place}, {"rows", rows.rows()}, {"fingerprint", rows.fingerprint}}},
       {"distinct", units.summary.similar.distinct},
       {"units", units_json(units)}});
  base::log_info("results in " + folder.path().string());
}

int describe(const Arguments& arguments) {
  const auto options = config::with_settings(UnitsOptions(), arguments.typed);
  check_units_options(options);
  base::set_up_log(base::LogLevel::kInfo);
  const auto stack = run::Stack::load({arguments.runs.front()}, options.weights);
  const run::TrainedRun& run = stack.last();
  data::Split split = read_inference_rows(stack, arguments.typed);
  const data::Dataset& rows = options.part == config::Part::kTrain ? split.train : split.valid;
  machine::prepare_threads(base::available_cores());
  base::log_info("runs    " + name_runs(stack));
  base::log_info("data    " + split.place + ": " + base::format_count(rows.rows()) + " rows");
  const model::Network network = run.model().network();
  const analysis::MeasuredRows measured = measured_rows(stack, rows);
  const at::Tensor training =
      measured_rows(stack, training_rows(stack, split, is_typed(arguments.typed, "data"))).input;
  const analysis::SummaryPlan plan = {
      train::code_scale(network.layers[network.code].activation, run.config().loss), 1, 1,
      std::numeric_limits<std::int64_t>::max()};
  ListedUnits units{
      analysis::summarise_units(network, measured, train::mean_code(network, training), plan),
      rows.class_names,
      {},
      {}};
  if (options.tells) {
    units.tells = tell_apart(units.summary.codes, rows, options.tells->words, split.place);
  }
  units.order = order_units(units, options.sort);
  write_units(units, stack, rows, split.place, options);
  print(options.json ? units_json(units).dump(2) + "\n" : units_text(units));
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
