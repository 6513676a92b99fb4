// SPDX-License-Identifier: MIT
// The command `sae encode`.
#include "cli/cmd_encode.h"

#include <concepts>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/inference_rows.h"
#include "cli/matrix_output.h"
#include "cli/row_work.h"
#include "cli/rows_table.h"
#include "cli/run_command.h"
#include "cli/standard_input.h"
#include "config/problems.h"

namespace sae::cli {
namespace {

struct EncodeOptions {
  config::Part part = config::Part::kValid;
  config::Weights weights = config::Weights::kLast;
  config::DataConfig data;
  MatrixOptions output;
  bool sparse = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, EncodeOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Encoding", "--part", "train|valid", "part of the rows: train or valid; --data without a test set: all rows in either case", ""}, options.part);
  visit_weights(options.weights, "Encoding", visit);
  config::visit_inference_data(options.data, visit);
  visit_matrix_options(options.output, "the codes: .npy, .csv, .safetensors or, with --sparse, .npz; - for standard output", "npy|csv|safetensors|npz", visit);
  visit(config::Field{"Output", "--sparse", "yes|no", "write only codes that are not 0, as compressed rows for scipy.sparse.load_npz (plain --sparse means yes)", ""}, options.sparse);
  // clang-format on
}

EncodeOptions checked_encode_options(const std::vector<config::Setting>& typed) {
  const auto options = config::with_settings(EncodeOptions(), typed);
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  problems.throw_if_any();
  return options;
}

data::MatrixPlan plan_codes(const run::Stack& stack, const data::RowStream& rows,
                            data::MatrixFormat format) {
  data::MatrixPlan plan;
  plan.format = format;
  plan.type = stack.last().type();
  plan.rows = rows.rows();
  plan.row_shape = {stack.code_width()};
  for (std::int64_t unit = 0; unit < stack.code_width(); ++unit) {
    plan.columns.push_back("unit_" + std::to_string(unit));
  }
  plan.array_name = "codes";
  plan.metadata = {{"format", "sae codes"},
                   {"runs", stack.fingerprint()},
                   {"units", std::to_string(stack.code_width())}};
  return plan;
}

/// Says so if a sparse file, which has a column of 4 bytes for each value, is larger than a dense
/// one. value_bytes: size of a value.
void report_density(const run::Stack& stack, std::int64_t values, std::int64_t rows,
                    std::size_t value_bytes) {
  constexpr double kColumnBytes = 4;
  const double share = static_cast<double>(values) / static_cast<double>(rows * stack.code_width());
  const auto bytes = static_cast<double>(value_bytes);
  if (share * (bytes + kColumnBytes) <= bytes) return;
  base::log_info("sparse  " + base::format_fixed(100 * share, 1) +
                 " % of the codes are not 0 (code activation " +
                 enum_name(stack.last().config().model.code_activation) +
                 "): without --sparse the file would be smaller");
}

struct EncodedBlock {
  data::MatrixBlock codes;
  std::string rows;  ///< lines of the table
};

int write_codes(const run::Stack& stack, const data::RowStream& rows, const EncodeOptions& options,
                data::MatrixFormat format) {
  const base::InterruptGuard guard;
  base::OutputFile file(*options.output.out, options.output.existing());
  const data::MatrixPlan matrix = plan_codes(stack, rows, format);
  const auto writer = data::MatrixWriter::create(file, matrix);
  RowsTable table(rows, file, options.output.existing());
  const double full_scale = stack.first().transform().full_scale();
  const auto work = [&](data::Dataset block) -> EncodedBlock {
    std::string lines = table.lines(block);
    const data::Dataset scaled = data::at_full_scale(std::move(block), full_scale);
    return {writer->prepare(stack.encode(scaled.features)), std::move(lines)};
  };
  const auto take = [&](const EncodedBlock& block) {
    writer->write(block.codes);
    table.write(block.rows);
  };
  const RowWorkPlan plan{"encode", options.output.threads,
                         stack.first().width() + stack.code_width(), progress_of(options.output)};
  if (const int signal = work_on_rows<EncodedBlock>(rows, plan, work, take)) {
    return base::kSignalExit + signal;
  }
  writer->finish();
  file.commit();
  table.commit();
  if (options.sparse) {
    report_density(stack, writer->sparse_values(), rows.rows(), at::elementSize(matrix.type));
  }
  base::log_info("codes   " + base::format_count(rows.rows()) + " x " +
                 std::to_string(stack.code_width()) + " in " + file.name() + table.mention());
  return 0;
}

int encode_rows(const std::vector<std::string>& runs, const std::vector<config::Setting>& typed) {
  const EncodeOptions options = checked_encode_options(typed);
  const auto format = matrix_format(options.output, options.sparse ? Sparse::kYes : Sparse::kNo);
  base::set_up_log(base::LogLevel::kInfo);
  expect_matrix_writable(options.output, /*with_rows_table=*/true);
  const auto stack = run::Stack::load({runs.begin(), runs.end()}, options.weights);
  return with_standard_input(typed, [&](const std::vector<config::Setting>& settings) {
    const auto rows = open_inference_rows(stack, settings, options.part);
    log_inputs(stack, shown_place(rows->place()), rows->rows());
    return write_codes(stack, *rows, options, format);
  });
}

}  // namespace

CommandLine encode_line() {
  return {
      "sae encode",
      "Writes the codes of rows, and beside them a table of the rows: their numbers and labels. "
      "The data may be\nlarger than memory. --data - reads standard input.",
      "Examples: sae encode runs/latest --data new.csv --out codes.npy\n"
      "          gunzip -c new.csv.gz | sae encode runs/latest --data - --out codes.npy\n"
      "          sae encode runs/latest --data images --out codes.npz --sparse",
      describe_options_on_runs<EncodeOptions>(),
      false,
      "RUN...",
      1,
      kMostRunsNamed};
}

int encode(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(encode_line(), words, [](const Arguments& arguments) {
    return encode_rows(arguments.runs, arguments.typed);
  });
}

}  // namespace sae::cli
