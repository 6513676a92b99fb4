// SPDX-License-Identifier: MIT
// The command `sae reconstruct`.
#include "cli/cmd_reconstruct.h"

#include <ATen/TensorOperators.h>

#include <concepts>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/inference_rows.h"
#include "cli/matrix_output.h"
#include "cli/output.h"
#include "cli/picture_folder.h"
#include "cli/row_units.h"
#include "cli/row_work.h"
#include "cli/rows_table.h"
#include "cli/run_command.h"
#include "cli/standard_input.h"
#include "config/problems.h"
#include "data/row_files.h"

namespace sae::cli {
namespace {

namespace fs = std::filesystem;

struct ReconstructOptions {
  config::Part part = config::Part::kValid;
  config::Weights weights = config::Weights::kLast;
  config::DataConfig data;
  MatrixOptions output;
  bool round = true;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ReconstructOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Reconstruction", "--part", "train|valid", "part of the rows: train or valid; --data without a test set: all rows in either case", ""}, options.part);
  visit_weights(options.weights, "Reconstruction", visit);
  config::visit_inference_data(options.data, visit);
  visit_matrix_options(options.output, "the reconstructions: .npy, .csv, .safetensors or, for a name without ending, a folder of PNG files; - for standard output", "npy|csv|safetensors", visit);
  visit_rounding(options.round, visit);
  // clang-format on
}

ReconstructOptions checked_reconstruct_options(const std::vector<config::Setting>& typed) {
  const auto options = config::with_settings(ReconstructOptions(), typed);
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  problems.throw_if_any();
  return options;
}

/// Whether --out is a folder of pictures.
bool wants_pictures(const MatrixOptions& options) {
  if (!options.out || options.out_format || base::is_standard_output(*options.out)) return false;
  std::error_code ignored;
  const fs::file_status status = fs::status(*options.out, ignored);
  if (fs::exists(status)) return fs::is_directory(status);
  return fs::path(*options.out).extension().empty();
}

/// Some reconstructions as they are written.
struct ReconstructedBlock {
  data::MatrixBlock matrix;
  std::vector<PictureFolder::Picture> pictures;
  std::string rows;          ///< lines of the table
  double squared_error = 0;  ///< sum over all values, in the scale of training
};

/// What is reconstructed.
struct Reconstruction {
  const run::Stack& stack;
  const data::RowStream& rows;
  const MatrixOptions& output;
  RowUnits units;
};

/// How the work ended.
struct ReconstructionEnd {
  int signal = 0;  ///< that ended it, or 0
  /// In the scale of training. It equals val_mse, but val_mse corrupts the input (--corrupt_eval)
  /// and clips values (--clip), and uses no --k_eval_factor.
  double mse = 0;
};

/// The result has the outputs of the decoder and the sum of squared errors.
std::pair<at::Tensor, double> encode_and_decode(const run::Stack& stack,
                                                const data::Dataset& block) {
  const data::Dataset scaled = data::at_full_scale(block, stack.first().transform().full_scale());
  at::Tensor outputs = stack.decode(stack.encode(scaled.features));
  const at::Tensor difference = stack.first().features(scaled.features) - outputs;
  const auto error = difference.square().sum(at::kDouble).item<double>();
  return {std::move(outputs), error};
}

/// Calls `format(outputs, block)` for all rows, and `write` with its results in order.
template <class Format, class Write>
ReconstructionEnd reconstruct_blocks(const Reconstruction& job, RowsTable& table,
                                     const Format& format, const Write& write) {
  double squared_error = 0;
  const auto work = [&](const data::Dataset& block) {
    const auto [outputs, error] = encode_and_decode(job.stack, block);
    ReconstructedBlock result = format(outputs, block);
    result.rows = table.lines(block);
    result.squared_error = error;
    return result;
  };
  const auto take = [&](const ReconstructedBlock& block) {
    write(block);
    table.write(block.rows);
    squared_error += block.squared_error;
  };
  const RowWorkPlan plan{"reconstruct", job.output.threads,
                         2 * job.stack.first().width() + job.stack.code_width(),
                         progress_of(job.output)};
  const int signal = work_on_rows<ReconstructedBlock>(job.rows, plan, work, take);
  return {signal, squared_error / static_cast<double>(job.rows.rows() * job.rows.width())};
}

ReconstructionEnd write_pictures(const Reconstruction& job) {
  const data::Dataset& about = job.rows.about();
  const bool channels = about.shape.channels == 1 || about.shape.channels == 3;
  if (!data::is_picture(about) || !job.stack.first().transform().of_pixels() || !channels) {
    throw Error(ErrorKind::kUsage,
                "--out: expected a file such as " + *job.output.out +
                    ".npy, because the rows are no images, found a folder of pictures");
  }
  PictureFolder folder(*job.output.out, job.output.existing());
  RowsTable table(job.rows, (folder.temporary() / kFolderRowsName).string(), job.output.existing());
  const ReconstructionEnd end = reconstruct_blocks(
      job, table,
      [&](const at::Tensor& outputs, const data::Dataset& block) {
        ReconstructedBlock result;
        result.pictures = PictureFolder::draw(block, job.units.pixels(outputs));
        return result;
      },
      [&](const ReconstructedBlock& block) { folder.write(block.pictures); });
  if (end.signal != 0) return end;
  table.commit();
  folder.commit();
  base::log_info("images  " + base::format_count(job.rows.rows()) + " PNG files in " +
                 folder.path().string() + ", their rows in " +
                 (folder.path() / kFolderRowsName).string());
  return end;
}

data::MatrixPlan plan_rows(const Reconstruction& job, data::MatrixFormat format) {
  data::MatrixPlan plan;
  plan.format = format;
  plan.type = job.units.type();
  plan.rows = job.rows.rows();
  plan.row_shape = {job.rows.width()};
  if (job.rows.has_image_shape()) plan.row_shape = data::row_shape(job.rows.about());
  plan.columns = data::feature_names(job.rows.about());
  plan.array_name = "rows";
  plan.metadata = {{"format", "sae rows"}, {"runs", job.stack.fingerprint()}};
  return plan;
}

ReconstructionEnd write_matrix(const Reconstruction& job, data::MatrixFormat format) {
  base::OutputFile file(*job.output.out, job.output.existing());
  const auto writer = data::MatrixWriter::create(file, plan_rows(job, format));
  RowsTable table(job.rows, file, job.output.existing());
  const ReconstructionEnd end = reconstruct_blocks(
      job, table,
      [&](const at::Tensor& outputs, const data::Dataset&) {
        ReconstructedBlock result;
        result.matrix = writer->prepare(job.units.rows(outputs));
        return result;
      },
      [&](const ReconstructedBlock& block) { writer->write(block.matrix); });
  if (end.signal != 0) return end;
  writer->finish();
  file.commit();
  table.commit();
  base::log_info("rows    " + base::format_count(job.rows.rows()) + " x " +
                 std::to_string(job.rows.width()) + " in " + file.name() + table.mention());
  return end;
}

/// The format of a matrix, or nullopt for pictures. Throws unless --out can be written.
std::optional<data::MatrixFormat> checked_format(const MatrixOptions& output) {
  if (wants_pictures(output)) {
    PictureFolder::expect_usable(*output.out, output.existing());
    return std::nullopt;
  }
  const auto format = matrix_format(output, Sparse::kNever);
  expect_matrix_writable(output, /*with_rows_table=*/true);
  return format;
}

/// Writes all, then prints the error; to stderr if stdout has the rows. Returns the exit code.
int run_reconstruction(const Reconstruction& job, std::optional<data::MatrixFormat> format) {
  const base::InterruptGuard guard;
  const ReconstructionEnd end = format ? write_matrix(job, *format) : write_pictures(job);
  if (end.signal != 0) return base::kSignalExit + end.signal;
  const std::string line = "mse     " + base::format_number(end.mse);
  if (base::is_standard_output(*job.output.out)) {
    base::log_info(line);
  } else {
    print(line + "\n");
  }
  return 0;
}

int reconstruct_rows(const std::vector<std::string>& runs,
                     const std::vector<config::Setting>& typed) {
  const ReconstructOptions options = checked_reconstruct_options(typed);
  base::set_up_log(base::LogLevel::kInfo);
  const auto format = checked_format(options.output);
  const auto stack = run::Stack::load({runs.begin(), runs.end()}, options.weights);
  return with_standard_input(typed, [&](const std::vector<config::Setting>& settings) {
    const auto rows = open_inference_rows(stack, settings, options.part);
    log_inputs(stack, shown_place(rows->place()), rows->rows());
    const Rounding rounding = options.round ? Rounding::kWhole : Rounding::kNone;
    const Reconstruction job{stack, *rows, options.output, RowUnits(stack, rounding)};
    job.units.report();
    return run_reconstruction(job, format);
  });
}

}  // namespace

CommandLine reconstruct_line() {
  return {
      "sae reconstruct",
      "Writes the reconstructions of rows in the data's own units, to a file or as PNG files, and "
      "beside them a table\nof the rows. Prints the mean squared error. The data may be larger "
      "than memory. --data - reads standard input.",
      "Examples: sae reconstruct runs/latest --out recon.npy\n"
      "          sae reconstruct runs/latest --data - --out recon.csv < new.csv\n"
      "          sae reconstruct runs/latest --data images --out pictures",
      describe_options_on_runs<ReconstructOptions>(),
      false,
      "RUN...",
      1,
      kMostRunsNamed};
}

int reconstruct(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(reconstruct_line(), words, [](const Arguments& arguments) {
    return reconstruct_rows(arguments.runs, arguments.typed);
  });
}

}  // namespace sae::cli
