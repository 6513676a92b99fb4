// SPDX-License-Identifier: MIT
// The command `sae show`.
#include "cli/cmd_show.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <concepts>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/output.h"
#include "cli/own_rows.h"
#include "cli/run_command.h"
#include "cli/show_views.h"
#include "config/problems.h"
#include "data/noise.h"
#include "machine/threads.h"
#include "model/autoencoder.h"
#include "run/file_names.h"
#include "train/budget.h"

namespace sae::cli {
namespace {

struct ShowOptions {
  std::optional<std::int64_t> unit;
  std::optional<std::string> row;
  std::optional<std::string> data;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ShowOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Card", "--unit", "J", "show the unit with this number, from 0", "none"}.range(0, config::fields::kMostRows), options.unit);
  visit(config::Field{"Card", "--row", "ID", "show this validation row: its number in the file, or the name of its picture", "none"}, options.row);
  visit(config::Field{"Data", "--data", "PATH", "where the run's data are now, if they were moved", "the run's value"}, options.data);
  // clang-format on
}

void check_show_options(const ShowOptions& options) {
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  if (options.unit && options.row) problems.add("--row has no effect with --unit");
  if (options.data && !options.unit && !options.row) {
    problems.add("--data has no effect without --unit or --row");
  }
  problems.throw_if_any();
}

/// The run's rows, and what the network sees of them.
struct RowsOfRun {
  data::Split split;
  at::Tensor input;
  at::Tensor mean;  ///< [H], of the training rows

  RowsOfRun(const run::TrainedRun& run, data::Split own)
      : split(std::move(own)),
        input(data::validation_input(run.config(), split.valid.shape, split.valid.features)),
        mean(train::mean_code(
            run.model().network(),
            data::validation_input(run.config(), split.train.shape, split.train.features))) {}
};

std::string show_unit(const run::TrainedRun& run, const RowsOfRun& rows, std::int64_t unit) {
  if (unit >= run.code_width()) {
    throw Error(ErrorKind::kUsage, "--unit: expected a unit from 0 to " +
                                       std::to_string(run.code_width() - 1) + ", found " +
                                       std::to_string(unit));
  }
  constexpr std::int64_t kSimilar = 5, kImportanceRows = 256;
  const model::Network network = run.model().network();
  const analysis::UnitSummary summary = analysis::summarise_units(
      network, {rows.input, rows.split.valid.features, {}}, rows.mean,
      {train::code_scale(network.layers[network.code].activation, run.config().loss),
       static_cast<std::int64_t>(analysis::kDrawnRows), kSimilar, kImportanceRows});
  const auto seed = static_cast<std::uint64_t>(run.config().train.seed);
  const report::Display display(run.transform(), rows.split.valid, network);
  return unit_card(
      {unit, run, rows.split.valid, summary,
       analysis::find_examples(summary.codes, unit, summary.off[unit].item<double>(), seed)},
      display, find_terminal());
}

std::int64_t find_row(const data::Split& split, const std::string& id) {
  const std::vector<std::string> ids = data::id_texts(split.valid);
  const auto found = std::ranges::find(ids, id);
  if (found != ids.end()) return found - ids.begin();
  throw Error(ErrorKind::kUsage, "--row: expected a validation row of " + split.place +
                                     ", such as " + base::quote(ids.front()) + ", found " +
                                     base::quote(id));
}

std::string show_row(const run::TrainedRun& run, const RowsOfRun& rows, const std::string& id) {
  const at::NoGradGuard no_grad;
  const data::Dataset& valid = rows.split.valid;
  const std::int64_t place = find_row(rows.split, id);
  const model::Network network = run.model().network();
  const model::Network decoder = model::decoder_of(network);
  const bool noisy = !rows.input.is_same(valid.features);
  ShownRow shown;
  shown.target = valid.features.narrow(0, place, 1);
  shown.input = noisy ? rows.input.narrow(0, place, 1) : shown.target;
  const model::Forward pass = model::forward(network, shown.input);
  shown.output = pass.output;
  shown.code = pass.code[0];
  const at::Tensor off = analysis::code_at_rest(network, rows.mean);
  shown.contributions = (shown.code - off) * decoder.layers.front().weight.square().sum(0).sqrt();
  shown.columns = valid.column_names;
  shown.name = id;
  if (const auto classes = data::class_texts(valid); !classes.empty()) {
    shown.name += " (" + classes[static_cast<std::size_t>(place)] + ")";
  }
  return row_card(shown, report::Display(run.transform(), valid, network), find_terminal());
}

std::string show_run(const run::TrainedRun& run) {
  const std::filesystem::path path = run.folder() / run::kReportDataName;
  const std::string writes_it =
      "sae report " + run.folder().string() +
      (run.lacks_data() ? " --data PATH writes it for rows of your choice" : " writes it");
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorKind::kCheckpoint, path.string() + ": expected a file, found none", writes_it);
  }
  const format::Json report = format::read_json(path, ErrorKind::kCheckpoint);
  const std::string card = report.is_object() ? run_card(report) : "";
  if (!card.empty()) return card;
  throw Error(ErrorKind::kCheckpoint,
              path.string() + ": expected an object with the figures of a run, found " +
                  base::quote(report.dump()),
              writes_it);
}

int show_card(const Arguments& arguments) {
  const auto options = config::with_settings(ShowOptions(), arguments.typed);
  check_show_options(options);
  base::set_up_log(base::LogLevel::kInfo);
  const auto run = run::TrainedRun::load(arguments.runs.front());
  if (!options.unit && !options.row) {
    print(show_run(run));
    return 0;
  }
  machine::prepare_threads(base::available_cores());
  data::Split split = read_own_rows(run, options.data);
  check_trained_on(run, split);
  const RowsOfRun rows(run, std::move(split));
  print(options.unit ? show_unit(run, rows, *options.unit) : show_row(run, rows, *options.row));
  return 0;
}

}  // namespace

CommandLine show_line() {
  return {"sae show",
          "Prints what the page of a run shows: the card of the run, of a unit or of a row. "
          "Pictures need a terminal\nwith 24-bit colours; elsewhere, and with NO_COLOR set, they "
          "are drawn with characters.",
          "Example: sae show runs/latest --unit 7",
          config::describe(ShowOptions()),
          false,
          "RUN",
          1,
          1};
}

int show(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(show_line(), words, show_card);
}

}  // namespace sae::cli
