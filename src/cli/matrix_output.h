// SPDX-License-Identifier: MIT
// Where `sae encode`, `sae decode` and `sae reconstruct` write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/output_file.h"
#include "base/progress_bar.h"
#include "config/config.h"
#include "config/enums.h"
#include "config/fields.h"
#include "data/matrix_writer.h"

namespace sae::config {

template <>
inline constexpr auto kNames<data::MatrixFormat> =
    std::to_array<EnumName<data::MatrixFormat>>({{data::MatrixFormat::kNpy, "npy"},
                                                 {data::MatrixFormat::kCsv, "csv"},
                                                 {data::MatrixFormat::kSafetensors, "safetensors"},
                                                 {data::MatrixFormat::kSparse, "npz"}});

}  // namespace sae::config

namespace sae::cli {

struct MatrixOptions {
  std::optional<std::string> out;
  std::optional<data::MatrixFormat> out_format;
  bool force = false;
  std::optional<std::int64_t> threads;

  base::ExistingFile existing() const {
    return force ? base::ExistingFile::kReplace : base::ExistingFile::kRefuse;
  }
};

/// out: description of --out; formats: those of --out_format, with npz if the command has --sparse.
template <class AnyOptions, class Visitor>
void visit_matrix_options(AnyOptions& options, const std::string& out, const std::string& formats,
                          Visitor&& visit) {
  using config::Field;
  // clang-format off
  visit(Field{"Output", "--out", "FILE", out, "none"}, options.out);
  visit(Field{"Output", "--out_format", formats + "|auto", std::string("format of --out; auto: by the ending of its name, else npy") + (formats.ends_with("npz") ? ", or npz with --sparse" : ""), "auto"}, options.out_format);
  visit(Field{"Output", "--force", "yes|no", "replace an existing file (plain --force means yes)", ""}, options.force);
  visit(Field{"Output", "--threads", "N", "CPU threads", "all cores"}.range(1, config::fields::kMostThreads), options.threads);
  // clang-format on
}

/// Whether a command can write sparse matrices, and does.
enum class Sparse { kNever, kNo, kYes };

/// The format of --out: --out_format, or the ending of its name; for names without ending, devices
/// and standard output npy, or npz if sparse. Throws kUsage if --out is missing, or the format is
/// unknown or does not fit, or is binary and --out is a terminal.
data::MatrixFormat matrix_format(const MatrixOptions& options, Sparse sparse);

/// Hides the progress if --out is the terminal.
base::Progress progress_of(const MatrixOptions& options);

/// The table of rows beside a matrix: codes.npy has codes.npy.rows.csv, so that each matrix in a
/// folder keeps its own table.
std::filesystem::path rows_table_of(const std::filesystem::path& out);

/// Throws kOutput unless --out can be written, and the table of its rows if it has one.
void expect_matrix_writable(const MatrixOptions& options, bool with_rows_table);

}  // namespace sae::cli
