// SPDX-License-Identifier: MIT
// Reads the rows on which a command uses trained runs.
#include "cli/inference_rows.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "config/validate.h"
#include "data/values.h"

namespace sae::cli {
namespace {

/// The run's data configuration, overridden by the typed options and validated.
config::DataConfig checked_inference_data(const run::TrainedRun& run,
                                          const std::vector<config::Setting>& typed) {
  config::Config config = run.config();
  config.data = config::inference_data(config.data, typed);
  std::vector<std::string> problems = config::validate(config, {});
  const bool fills = run.config().data.table.missing == config::Missing::kMean;
  if (config.data.table.missing == config::Missing::kMean && !fills) {
    problems.push_back("--missing mean: expected a run that was trained with it, found " +
                       run.folder().string());
  }
  if (!problems.empty()) throw UsageErrors(problems);
  return config.data;
}

/// What to read, and the runs to use.
struct Reading {
  const run::Stack& stack;
  config::DataConfig config;
  data::SplitMode division;

  data::Split read() const {
    return read_split_for(stack, config,
                          static_cast<std::uint64_t>(stack.source().config().train.seed), division);
  }
  /// Also checks the width of the rows.
  data::Split read_fitting() const {
    data::Split split = read();
    stack.first().check_width(split.valid.width(), split.place);
    return split;
  }
};

/// The rows without the label column, if they then have the right width.
std::optional<data::Split> read_without_labels(Reading reading) {
  const std::string column = *std::exchange(reading.config.label_column, std::nullopt);
  try {
    data::Split split = reading.read_fitting();
    base::log_info("labels  " + split.place + " has no column " + base::quote(column) +
                   " in addition to the network's " + std::to_string(split.valid.width()) +
                   " input values: its rows are used without labels");
    return split;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Rows that may lack the label column. An index exists in every table that is wide enough, so the
/// width decides for an index.
data::Split read_new_rows(const Reading& reading) {
  const bool by_index = base::parse_integer(*reading.config.label_column).has_value();
  try {
    return by_index ? reading.read_fitting() : reading.read();
  } catch (const Error&) {
    if (auto unlabelled = read_without_labels(reading)) return *std::move(unlabelled);
    throw;
  }
}

}  // namespace

data::Split read_split_for(const run::Stack& stack, const config::DataConfig& config,
                           std::uint64_t seed, data::SplitMode division) {
  if (!config.data && stack.source().lacks_data()) {
    throw Error(ErrorKind::kUsage,
                stack.source().folder().string() +
                    ": expected rows of its own, found an imported run, whose rows are not known",
                "name rows with --data, or import it again with --data to give it rows of its own");
  }
  data::Split split = data::read_split(config, seed, division, run::columns_of(stack, config));
  stack.source().check_reading(split);
  const double full_scale = stack.first().transform().full_scale();
  for (data::Dataset* part : {&split.train, &split.valid}) {
    *part = data::at_full_scale(std::move(*part), full_scale);
  }
  return split;
}

bool is_typed(const std::vector<config::Setting>& typed, const std::string& name) {
  return std::ranges::find(typed, name, &config::Setting::name) != typed.end();
}

data::Split read_inference_rows(const run::Stack& stack,
                                const std::vector<config::Setting>& typed) {
  const bool other = is_typed(typed, "data");
  Reading reading{stack, checked_inference_data(stack.source(), typed),
                  data::SplitMode::kOfTraining};
  if (other && !reading.config.valid) reading.division = data::SplitMode::kNone;
  if (!other || !reading.config.label_column || is_typed(typed, "label_column")) {
    return reading.read_fitting();
  }
  data::Split split = read_new_rows(reading);
  stack.first().check_width(split.valid.width(), split.place);
  return split;
}

}  // namespace sae::cli
