// SPDX-License-Identifier: MIT
// Where `sae encode`, `sae decode` and `sae reconstruct` write.
#include "cli/matrix_output.h"

#include "base/error.h"
#include "base/text.h"

namespace sae::cli {
namespace {

namespace fs = std::filesystem;
using data::MatrixFormat;

bool is_special(const std::string& out) {
  std::error_code ignored;
  return base::is_standard_output(out) || fs::is_other(fs::status(out, ignored));
}

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
  if (is_special(out) || ending.empty()) return std::nullopt;
  if (const auto format = config::enum_value<MatrixFormat>(ending.substr(1))) return format;
  throw UsageErrors(
      {"--out: expected a name that ends in " + endings(sparse) + ", found " + base::quote(out)});
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
  if ((format == MatrixFormat::kSparse) == (sparse == Sparse::kYes)) return format;
  const std::string option = options.out_format ? "--out_format" : "--out";
  throw UsageErrors({option + ": expected " +
                     (options.out_format ? "npz exactly with --sparse"
                                         : "a name that ends in " + endings(sparse)) +
                     ", found " +
                     base::quote(options.out_format ? config::enum_name(format) : *options.out)});
}

fs::path rows_table_of(const fs::path& out) { return out.string() + ".rows.csv"; }

void expect_matrix_writable(const MatrixOptions& options, bool with_rows_table) {
  if (is_special(*options.out)) return;
  base::expect_writable(*options.out, options.existing());
  if (with_rows_table) base::expect_writable(rows_table_of(*options.out), options.existing());
}

}  // namespace sae::cli
