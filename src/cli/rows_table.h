// SPDX-License-Identifier: MIT
// The table of the rows of a matrix.
#pragma once

#include <optional>
#include <string>

#include "base/output_file.h"
#include "data/row_stream.h"

namespace sae::cli {

/// A CSV file with one line for each row of a matrix: "row", its number in the data (for image
/// files their name) and, if the rows have labels, "label".
class RowsTable {
 public:
  /// Written beside `matrix` (rows_table_of); not written if that is a device or standard output.
  RowsTable(const data::RowStream& rows, const base::OutputFile& matrix,
            base::ExistingFile existing);
  /// Written at this path.
  RowsTable(const data::RowStream& rows, const std::string& path, base::ExistingFile existing);

  /// The lines of a block. Several threads may call it at once.
  std::string lines(const data::Dataset& block) const;
  void write(const std::string& lines);
  void commit();
  /// ", their rows in NAME"; empty if it is not written.
  std::string mention() const;

 private:
  void write_header();

  const data::RowStream& rows_;
  std::optional<base::OutputFile> file_;
};

}  // namespace sae::cli
