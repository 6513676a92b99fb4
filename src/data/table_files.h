// SPDX-License-Identifier: MIT
// Reads tables as rows of features.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "config/config.h"
#include "data/dataset.h"
#include "format/file_text.h"
#include "format/table_blocks.h"

namespace sae::data {

/// Reads a table, an ARFF or an SVMlight file with the labels of its label column, which an
/// SVMlight file has before its columns, and logs what its reader noted. `window` rows
/// are joined; a window's label is that of its last row. Features are float32 if it holds all
/// values, else float64, and NaN where a value is missing (--missing mean). Throws kData as
/// format::parse_table does, and if no column is left; kUsage if the window is too long. known: the
/// columns that the table must have; none: any.
Dataset read_table(const std::filesystem::path& path, config::DataFormat format,
                   const config::DataConfig& config, const TableEncoding& known = {});

/// A text table of known columns, whose rows are read in blocks.
class TableFile {
 public:
  /// Reads the table once. Logs and throws as read_table does. known: not empty.
  TableFile(const std::filesystem::path& path, const config::DataConfig& config,
            const TableEncoding& known);
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;

  /// Number of rows that are read, and of those in the file.
  std::int64_t rows() const { return blocks_.table().rows; }
  std::int64_t file_rows() const { return blocks_.table().file_rows; }
  /// The data set of read_table without rows.
  Dataset describe() const;
  /// Calls `visit` with the rows in blocks of `rows` until it returns false.
  void read(std::int64_t rows, const std::function<bool(Dataset)>& visit) const;

 private:
  format::FileText text_;
  format::TableBlocks blocks_;
};

}  // namespace sae::data
