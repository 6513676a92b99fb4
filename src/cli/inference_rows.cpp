// SPDX-License-Identifier: MIT
// Reads the rows on which a command uses trained runs.
#include "cli/inference_rows.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/own_rows.h"
#include "cli/run_command.h"
#include "cli/standard_input.h"
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
};

/// Reads both parts.
struct ReadSplit {
  data::Split operator()(const Reading& reading) const {
    return read_split_for(reading.stack, reading.config, reading.division);
  }
  static std::int64_t width(const data::Split& split) { return split.valid.width(); }
  static std::string place(const data::Split& split) { return split.place; }
};

/// Opens one part.
struct OpenStream {
  config::Part part;

  using Stream = std::unique_ptr<const data::RowStream>;
  Stream operator()(const Reading& reading) const {
    expect_rows(reading.stack.source(), reading.config);
    Stream rows = data::open_rows({reading.config, part, reading.division, columns(reading)});
    data::Split read;
    read.place = rows->place();
    read.changes = rows->changes();
    reading.stack.source().check_reading(read);
    return rows;
  }
  /// All rows of a file have the columns of training, also if it is the file of training.
  static data::TableEncoding columns(const Reading& reading) {
    return reading.division == data::SplitMode::kNone
               ? reading.stack.first().transform().encoding()
               : run::columns_of(reading.stack, reading.config);
  }
  static std::int64_t width(const Stream& rows) { return rows->width(); }
  static std::string place(const Stream& rows) { return rows->place(); }
};

/// Also checks the width of the rows.
template <class Read>
auto read_fitting(const Reading& reading, const Read& read) {
  auto rows = read(reading);
  reading.stack.first().check_width(read.width(rows), read.place(rows));
  return rows;
}

/// The rows without the label column, if they then have the right width.
template <class Read>
auto read_without_labels(Reading reading, const Read& read)
    -> std::optional<decltype(read(reading))> {
  const std::string column = *std::exchange(reading.config.label_column, std::nullopt);
  try {
    auto rows = read_fitting(reading, read);
    base::log_info("labels  " + shown_place(read.place(rows)) + " has no column " +
                   base::quote(column) + " in addition to the network's " +
                   std::to_string(read.width(rows)) +
                   " input values: its rows are used without labels");
    return rows;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Rows that may lack the label column. An index exists in every table that is wide enough, so the
/// width decides for an index.
template <class Read>
auto read_new_rows(const Reading& reading, const Read& read) {
  const bool by_index = base::parse_integer(*reading.config.label_column).has_value();
  try {
    return by_index ? read_fitting(reading, read) : read(reading);
  } catch (const Error&) {
    if (auto unlabelled = read_without_labels(reading, read)) return *std::move(unlabelled);
    throw;
  }
}

template <class Read>
auto read_rows(const run::Stack& stack, const std::vector<config::Setting>& typed,
               const Read& read) {
  const bool other = config::is_typed(typed, "data");
  Reading reading{stack, checked_inference_data(stack.source(), typed),
                  data::SplitMode::kOfTraining};
  if (other && !reading.config.valid) reading.division = data::SplitMode::kNone;
  if (!other || !reading.config.label_column || config::is_typed(typed, "label_column")) {
    return read_fitting(reading, read);
  }
  auto rows = read_new_rows(reading, read);
  stack.first().check_width(read.width(rows), read.place(rows));
  return rows;
}

}  // namespace

data::Split read_split_for(const run::Stack& stack, const config::DataConfig& config,
                           data::SplitMode division) {
  expect_rows(stack.source(), config);
  data::Split split = data::read_split(config, division, run::columns_of(stack, config));
  stack.source().check_reading(split);
  const double full_scale = stack.first().transform().full_scale();
  for (data::Dataset* part : {&split.train, &split.valid}) {
    *part = data::at_full_scale(std::move(*part), full_scale);
  }
  return split;
}

data::Split read_inference_rows(const run::Stack& stack,
                                const std::vector<config::Setting>& typed) {
  return read_rows(stack, typed, ReadSplit());
}

std::unique_ptr<const data::RowStream> open_inference_rows(
    const run::Stack& stack, const std::vector<config::Setting>& typed, config::Part part) {
  return read_rows(stack, typed, OpenStream{part});
}

void log_inputs(const run::Stack& stack, const std::string& place, std::int64_t rows) {
  base::log_info("runs    " + name_runs(stack));
  base::log_info("data    " + place + ": " + base::format_count(rows) + " rows");
}

void refuse_data_options(const std::vector<config::Setting>& typed, config::Problems& problems) {
  const config::DataConfig defaults;
  config::visit_inference_data(defaults, [&](const config::Field& field, const auto&) {
    if (config::is_typed(typed, field.name())) {
      problems.add("--" + field.name() + " has no effect without --data");
    }
  });
}

}  // namespace sae::cli
