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

constexpr std::size_t kMostStacked = 32;

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
  visit(config::Field{"Reconstruction", "--part", "train|valid", "reconstruct the training rows or the validation rows; without a test set, all rows of --data are both", ""}, options.part);
  visit(config::Field{"Reconstruction", "--weights", "last|best", "weights after the last epoch, or of the epoch with the lowest val_mse", ""}, options.weights);
  config::visit_inference_data(options.data, visit);
  visit_matrix_options(options.output, "the reconstructions: .npy, .csv, .safetensors or, for a name without ending, a folder of PNG files; - for standard output", "npy|csv|safetensors", visit);
  visit(config::Field{"Output", "--round", "yes|no", "pixels from 0 to 255 are written as whole numbers, as in image files; no: as computed", ""}, options.round);
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

/// Encodes and decodes rows.
class Reconstruction {
 public:
  Reconstruction(const run::Stack& stack, const ReconstructOptions& options,
                 const data::RowStream& rows)
      : stack_(stack),
        options_(options),
        rows_(rows),
        units_(stack, options.round ? Rounding::kWhole : Rounding::kNone) {}

  void report() const { units_.report(); }

  /// The result has the outputs of the decoder and the error.
  std::pair<at::Tensor, double> decode(const data::Dataset& block) const {
    const data::Dataset scaled =
        data::at_full_scale(block, stack_.first().transform().full_scale());
    at::Tensor outputs = stack_.decode(stack_.encode(scaled.features));
    const at::Tensor difference = stack_.first().features(scaled.features) - outputs;
    const auto error = difference.square().sum(at::kDouble).item<double>();
    return {std::move(outputs), error};
  }

  const RowUnits& units() const { return units_; }

  /// Calls `format(outputs, block)` for all rows, and `write` with its results in order; then
  /// prints the error. Returns the signal that ended it, or 0.
  template <class Format, class Write>
  int run(RowsTable& table, const Format& format, const Write& write) {
    const auto work = [&](const data::Dataset& block) {
      const auto [outputs, error] = decode(block);
      ReconstructedBlock result = format(outputs, block);
      result.rows = table.lines(block);
      result.squared_error = error;
      return result;
    };
    const auto take = [&](const ReconstructedBlock& block) {
      write(block);
      table.write(block.rows);
      squared_error_ += block.squared_error;
    };
    const RowWorkPlan plan{"reconstruct", options_.output.threads,
                           2 * stack_.first().width() + stack_.code_width()};
    return work_on_rows<ReconstructedBlock>(rows_, plan, work, take);
  }

  /// Mean squared error, as val_mse.
  double mse() const { return squared_error_ / static_cast<double>(rows_.rows() * rows_.width()); }

 private:
  const run::Stack& stack_;
  const ReconstructOptions& options_;
  const data::RowStream& rows_;
  RowUnits units_;
  double squared_error_ = 0;
};

int write_pictures(Reconstruction& reconstruction, const ReconstructOptions& options,
                   const data::RowStream& rows, const run::Stack& stack) {
  const data::Dataset& about = rows.about();
  const bool channels = about.shape.channels == 1 || about.shape.channels == 3;
  if (!data::is_picture(about) || !stack.first().transform().of_pixels() || !channels) {
    throw Error(ErrorKind::kUsage,
                "--out: expected a file such as " + *options.output.out +
                    ".npy, because the rows are no images, found a folder of pictures");
  }
  PictureFolder folder(*options.output.out, options.output.existing());
  RowsTable table(rows, (folder.path() / kFolderRowsName).string(), options.output.existing());
  const int signal = reconstruction.run(
      table,
      [&](const at::Tensor& outputs, const data::Dataset& block) {
        ReconstructedBlock result;
        result.pictures = PictureFolder::draw(block, reconstruction.units().pixels(outputs));
        return result;
      },
      [&](const ReconstructedBlock& block) { folder.write(block.pictures); });
  if (signal != 0) return signal;
  table.commit();
  folder.commit();
  base::log_info("images  " + base::format_count(rows.rows()) + " PNG files in " +
                 folder.path().string() + table.mention());
  return 0;
}

int write_matrix(Reconstruction& reconstruction, const ReconstructOptions& options,
                 const data::RowStream& rows, const run::Stack& stack) {
  base::OutputFile file(*options.output.out, options.output.existing());
  const auto writer =
      data::MatrixWriter::create(file, {matrix_format(options.output, Sparse::kNever),
                                        reconstruction.units().type(),
                                        rows.rows(),
                                        data::row_shape(rows.about()),
                                        data::feature_names(rows.about()),
                                        "rows",
                                        {{"format", "sae rows"}, {"runs", stack.fingerprint()}}});
  RowsTable table(rows, file, options.output.existing());
  const int signal = reconstruction.run(
      table,
      [&](const at::Tensor& outputs, const data::Dataset&) {
        ReconstructedBlock result;
        result.matrix = writer->prepare(reconstruction.units().rows(outputs));
        return result;
      },
      [&](const ReconstructedBlock& block) { writer->write(block.matrix); });
  if (signal != 0) return signal;
  writer->finish();
  file.commit();
  table.commit();
  base::log_info("rows    " + base::format_count(rows.rows()) + " x " +
                 std::to_string(rows.width()) + " in " + file.name() + table.mention());
  return 0;
}

int reconstruct_rows(const std::vector<std::string>& runs,
                     const std::vector<config::Setting>& typed) {
  const ReconstructOptions options = checked_reconstruct_options(typed);
  const bool pictures = wants_pictures(options.output);
  base::set_up_log(base::LogLevel::kInfo);
  if (pictures) {
    PictureFolder::expect_usable(*options.output.out, options.output.existing());
  } else {
    (void)matrix_format(options.output, Sparse::kNever);
    expect_matrix_writable(options.output, /*with_rows_table=*/true);
  }
  const auto stack = run::Stack::load({runs.begin(), runs.end()}, options.weights);
  const auto rows = open_inference_rows(stack, typed, options.part);
  Reconstruction reconstruction(stack, options, *rows);
  base::log_info("runs    " + name_runs(stack));
  base::log_info("data    " + shown_place(rows->place()) + ": " + base::format_count(rows->rows()) +
                 " rows");
  reconstruction.report();
  const base::InterruptGuard guard;
  const int signal = pictures ? write_pictures(reconstruction, options, *rows, stack)
                              : write_matrix(reconstruction, options, *rows, stack);
  if (signal != 0) return kInterrupted + signal;
  const std::string line = "mse     " + base::format_number(reconstruction.mse());
  if (base::is_standard_output(*options.output.out)) {
    base::log_info(line);
  } else {
    print(line + "\n");
  }
  return 0;
}

}  // namespace

CommandLine reconstruct_line() {
  return {
      "sae reconstruct",
      "Writes the reconstructions of rows in the data's own units, to a file or as PNG files, and "
      "beside them a table\nof the rows. Prints the mean squared error. The data may be larger "
      "than memory.",
      "Examples: sae reconstruct runs/latest --out recon.npy\n"
      "          sae reconstruct runs/latest --data images --out pictures",
      describe_options_on_runs<ReconstructOptions>(),
      false,
      "RUN...",
      1,
      kMostStacked};
}

int reconstruct(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(reconstruct_line(), words, [](const Arguments& arguments) {
    return with_standard_input(arguments.typed, [&](const std::vector<config::Setting>& typed) {
      return reconstruct_rows(arguments.runs, typed);
    });
  });
}

}  // namespace sae::cli
