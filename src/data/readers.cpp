// SPDX-License-Identifier: MIT
// Reads tables and detects file formats.
#include "data/readers.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include <span>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "format/gzip.h"
#include "format/table.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& expected,
                         const std::string& found, const std::string& hint = "") {
  throw Error(ErrorKind::kData, path.string() + ": expected " + expected + ", found " + found,
              hint);
}

/// Joins each row with the following ones, `window` rows in total.
at::Tensor join_windows(const at::Tensor& rows, std::int64_t window) {
  const std::int64_t count = rows.size(0) - window + 1;
  return rows.unfold(0, window, 1).transpose(1, 2).reshape({count, window * rows.size(1)});
}

format::Table read_table_file(const fs::path& path, const config::DataConfig& config) {
  format::TableOptions options;
  options.label_column = config.label_column;
  return format::parse_table(format::read_content(path, kMostTableBytes), path.string(), options);
}

}  // namespace

Dataset read_table(const fs::path& path, const config::DataConfig& config) {
  format::Table table = read_table_file(path, config);
  if (table.has_index) {
    base::log_info("table   column 1 counts the rows: dropped as an index");
  }
  if (table.columns == 0) refuse(path, "columns besides the label column", "none");
  const std::int64_t window = config.window.value_or(1);
  if (window > table.rows) {
    throw Error(ErrorKind::kUsage, "--window: expected at most the " + std::to_string(table.rows) +
                                       " rows of " + path.string() + ", found " +
                                       std::to_string(window));
  }
  Dataset dataset;
  const at::Tensor rows =
      at::from_blob(table.values.data(), {table.rows, table.columns}, at::kDouble);
  dataset.fingerprint = "crc32:" + base::checksum_text(base::crc32_of(table.values));
  dataset.features = join_windows(rows, window).clone();
  dataset.column_names = table.column_names;
  dataset.window = window;
  if (window > 1) dataset.row_ids = at::arange(window - 1, table.rows, at::kLong);
  dataset.shape = shape_of_numbers(dataset.width());
  if (!table.labels.empty()) {
    dataset.fingerprint += "+" + base::checksum_text(base::crc32_of(table.labels));
    dataset.labels = at::tensor(table.labels).narrow(0, window - 1, dataset.rows()).clone();
    dataset.class_names = table.class_names;
  }
  return dataset;
}

}  // namespace sae::data
