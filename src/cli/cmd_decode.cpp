// SPDX-License-Identifier: MIT
// The command `sae decode`.
#include "cli/cmd_decode.h"

#include <concepts>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/matrix_output.h"
#include "cli/row_units.h"
#include "cli/row_work.h"
#include "cli/run_command.h"
#include "cli/standard_input.h"
#include "config/problems.h"
#include "data/code_files.h"
#include "data/row_files.h"

namespace sae::cli {
namespace {

struct DecodeOptions {
  std::optional<std::string> data;
  config::Weights weights = config::Weights::kLast;
  bool round = true;
  MatrixOptions output;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, DecodeOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Codes", "--data", "CODES", "codes as sae encode writes them: .npy, .csv, .safetensors or a sparse .npz; - for standard input", "none"}, options.data);
  visit_weights(options.weights, "Codes", visit);
  visit_matrix_options(options.output, "the rows: .npy, .csv or .safetensors; - for standard output", "npy|csv|safetensors", visit);
  visit_rounding(options.round, visit);
  // clang-format on
}

DecodeOptions checked_decode_options(const std::vector<config::Setting>& typed) {
  const auto options = config::with_settings(DecodeOptions(), typed);
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  if (!options.data) problems.add("--data: expected a file of codes, found none");
  problems.throw_if_any();
  return options;
}

/// Names of the features, if the first run was trained on a table that has some.
std::vector<std::string> feature_names_of(const run::Stack& stack) {
  data::Dataset rows;
  rows.column_names = stack.first().transform().encoding().feature_names();
  rows.window = stack.first().config().data.window.value_or(1);
  return data::feature_names(rows);
}

int write_decoded(const run::Stack& stack, const data::RowStream& codes, const RowUnits& units,
                  const MatrixOptions& output, data::MatrixFormat format) {
  const base::InterruptGuard guard;
  base::OutputFile file(*output.out, output.existing());
  const auto writer =
      data::MatrixWriter::create(file, {format,
                                        units.type(),
                                        codes.rows(),
                                        {stack.first().width()},
                                        feature_names_of(stack),
                                        "rows",
                                        {{"format", "sae rows"}, {"runs", stack.fingerprint()}}});
  const auto work = [&](const data::Dataset& block) {
    return writer->prepare(units.rows(stack.decode(block.features)));
  };
  const auto take = [&](const data::MatrixBlock& block) { writer->write(block); };
  const RowWorkPlan plan{"decode", output.threads, stack.first().width() + codes.width(),
                         progress_of(output)};
  if (const int signal = work_on_rows<data::MatrixBlock>(codes, plan, work, take)) {
    return base::kSignalExit + signal;
  }
  writer->finish();
  file.commit();
  base::log_info("rows    " + base::format_count(codes.rows()) + " x " +
                 std::to_string(stack.first().width()) + " in " + file.name());
  return 0;
}

int decode_codes(const std::vector<std::string>& runs, const std::vector<config::Setting>& typed) {
  const DecodeOptions options = checked_decode_options(typed);
  const auto format = matrix_format(options.output, Sparse::kNever);
  base::set_up_log(base::LogLevel::kInfo);
  expect_matrix_writable(options.output, /*with_rows_table=*/false);
  const auto stack = run::Stack::load({runs.begin(), runs.end()}, options.weights);
  return with_standard_input(typed, [&](const std::vector<config::Setting>& settings) {
    const std::string place = *checked_decode_options(settings).data;
    const auto codes = data::open_codes(place, stack.code_width());
    const RowUnits units(stack, options.round ? Rounding::kWhole : Rounding::kNone);
    base::log_info("runs    " + name_runs(stack));
    base::log_info("codes   " + shown_place(place) + ": " + base::format_count(codes->rows()) +
                   " x " + std::to_string(codes->width()));
    units.report();
    return write_decoded(stack, *codes, units, options.output, format);
  });
}

}  // namespace

CommandLine decode_line() {
  return {"sae decode",
          "Turns codes into rows in the data's own units. The codes may be larger than memory.",
          "Example: sae decode runs/latest --data codes.npy --out rows.npy",
          config::describe(DecodeOptions()),
          false,
          "RUN...",
          1,
          kMostRunsNamed};
}

int decode(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(decode_line(), words, [](const Arguments& arguments) {
    return decode_codes(arguments.runs, arguments.typed);
  });
}

}  // namespace sae::cli
