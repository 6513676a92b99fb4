// SPDX-License-Identifier: MIT
// The table of the rows of a matrix.
#include "cli/rows_table.h"

#include "cli/matrix_output.h"
#include "data/values.h"
#include "format/csv.h"

namespace sae::cli {

RowsTable::RowsTable(const data::RowStream& rows, const base::OutputFile& matrix,
                     base::ExistingFile existing)
    : rows_(rows) {
  if (!matrix.is_regular()) return;
  file_.emplace(rows_table_of(matrix.name()).string(), existing);
  write_header();
}

RowsTable::RowsTable(const data::RowStream& rows, const std::string& path,
                     base::ExistingFile existing)
    : rows_(rows) {
  file_.emplace(path, existing);
  write_header();
}

void RowsTable::write_header() { file_->write(rows_.has_labels() ? "row,label\n" : "row\n"); }

std::string RowsTable::lines(const data::Dataset& block) const {
  std::string lines;
  if (!file_) return lines;
  const std::vector<std::string>& names = rows_.row_names();
  const auto ids = data::to_vector<std::int64_t>(block.row_ids);
  const std::vector<std::string> labels = data::class_texts(block);
  for (std::size_t row = 0; row < ids.size(); ++row) {
    lines.append(names.empty() ? std::to_string(ids[row])
                               : format::csv_field(names.at(static_cast<std::size_t>(ids[row]))));
    if (!labels.empty()) lines.append(1, ',').append(format::csv_field(labels[row]));
    lines.append(1, '\n');
  }
  return lines;
}

void RowsTable::write(const std::string& lines) {
  if (file_) file_->write(lines);
}

void RowsTable::commit() {
  if (file_) file_->commit();
}

std::string RowsTable::mention() const { return file_ ? ", their rows in " + file_->name() : ""; }

}  // namespace sae::cli
