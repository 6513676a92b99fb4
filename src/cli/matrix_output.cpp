// SPDX-License-Identifier: MIT
// Where `sae encode`, `sae decode` and `sae reconstruct` write.
#include "cli/matrix_output.h"

#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

namespace sae::cli {
namespace {

namespace fs = std::filesystem;
using data::MatrixFormat;

std::string endings(Sparse sparse) {
  switch (sparse) {
    case Sparse::kNever:
      return ".npy, .csv or .safetensors";
    case Sparse::kNo:
      return ".npy, .csv or .safetensors, or with --sparse in .npz";
    case Sparse::kYes:
      return ".npz, because of --sparse";
  }
  return "";
}

/// The format of a name's ending; nullopt if it has none. Throws kUsage on others.
std::optional<MatrixFormat> format_of_name(const std::string& out, Sparse sparse) {
  const std::string ending = fs::path(out).extension().string();
  if (base::is_special_output(out) || ending.empty()) return std::nullopt;
  if (const auto format = config::enum_value<MatrixFormat>(ending.substr(1))) return format;
  throw UsageErrors(
      {"--out: expected a name that ends in " + endings(sparse) + ", found " + base::quote(out)});
}

/// Refuses a sparse format without --sparse, or another one with it.
[[noreturn]] void refuse_format(const MatrixOptions& options, MatrixFormat format, Sparse sparse) {
  if (!options.out_format) {
    throw UsageErrors({"--out: expected a name that ends in " + endings(sparse) + ", found " +
                       base::quote(*options.out)});
  }
  const std::string found = ", found " + base::quote(config::enum_name(format));
  switch (sparse) {
    case Sparse::kNever:
      throw UsageErrors({"--out_format: expected npy, csv or safetensors" + found});
    case Sparse::kNo:
      throw UsageErrors({"--out_format: expected npy, csv or safetensors without --sparse" + found},
                        "add --sparse");
    case Sparse::kYes:
      throw UsageErrors({"--out_format: expected npz with --sparse" + found});
  }
  throw Error(ErrorKind::kInternal, "matrix: unknown kind of sparse output");
}

/// Whether the output appears on a terminal.
bool shows_output(const MatrixOptions& options) {
  return base::is_standard_output(*options.out) && ::isatty(STDOUT_FILENO) != 0;
}

}  // namespace

MatrixFormat matrix_format(const MatrixOptions& options, Sparse sparse) {
  if (!options.out) {
    throw UsageErrors({"--out: expected a file, found none"},
                      "name a file such as x.npy, or - for standard output");
  }
  const auto found = options.out_format ? options.out_format : format_of_name(*options.out, sparse);
  const MatrixFormat format =
      found.value_or(sparse == Sparse::kYes ? MatrixFormat::kSparse : MatrixFormat::kNpy);
  if ((format == MatrixFormat::kSparse) != (sparse == Sparse::kYes)) {
    refuse_format(options, format, sparse);
  }
  if (shows_output(options) && format != MatrixFormat::kCsv) {
    throw UsageErrors({"--out: expected a file or a pipe for binary " + config::enum_name(format) +
                       ", found a terminal"},
                      "use --out_format csv");
  }
  return format;
}

base::Progress progress_of(const MatrixOptions& options) {
  return shows_output(options) ? base::Progress::kHidden : base::Progress::kShown;
}

fs::path rows_table_of(const fs::path& out) { return out.string() + ".rows.csv"; }

void expect_matrix_writable(const MatrixOptions& options, bool with_rows_table) {
  if (base::is_special_output(*options.out)) return;
  base::expect_writable(*options.out, options.existing());
  if (with_rows_table) base::expect_writable(rows_table_of(*options.out), options.existing());
}

}  // namespace sae::cli
