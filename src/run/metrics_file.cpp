// SPDX-License-Identifier: MIT
// Reads and writes metrics.csv.
#include "run/metrics_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "format/csv.h"
#include "format/file.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;

/// Parses metrics.csv. Every message begins with the file's name.
class MetricsReader {
 public:
  explicit MetricsReader(const fs::path& path) : path_(path.string()) {
    const std::string bytes = format::read_file(path, ErrorKind::kCheckpoint);
    try {
      table_ = format::parse_csv(bytes, path_);
    } catch (const Error& error) {
      throw Error(ErrorKind::kCheckpoint, error.what());
    }
  }

  std::vector<train::EpochRecord> records() const {
    std::vector<train::EpochRecord> records(table_.rows.size());
    for (std::size_t row = 0; row < records.size(); ++row) {
      train::visit_columns(records[row], [&](const char* name, train::ColumnKind, auto& value) {
        const auto cell = find(row, name);
        if (!cell || train::set_column(value, *cell)) return;
        throw Error(ErrorKind::kCheckpoint, path_ + ": row " + std::to_string(row + 1) +
                                                ", column " + name + ": expected a count");
      });
    }
    return records;
  }

 private:
  std::optional<double> find(std::size_t row, const char* name) const {
    const auto column = std::ranges::find(table_.columns, name);
    if (column == table_.columns.end()) return std::nullopt;
    return table_.rows[row][static_cast<std::size_t>(column - table_.columns.begin())];
  }

  std::string path_;
  format::CsvTable table_;
};

}  // namespace

std::string metrics_bytes(const std::vector<train::EpochRecord>& history) {
  format::CsvTable table;
  const train::EpochRecord names;
  train::visit_columns(
      names, [&](const char* name, train::ColumnKind, auto) { table.columns.emplace_back(name); });
  for (const train::EpochRecord& record : history) {
    std::vector<double> row;
    train::visit_columns(record, [&](const char*, train::ColumnKind, const auto& value) {
      row.push_back(static_cast<double>(value));
    });
    table.rows.push_back(std::move(row));
  }
  return format::csv_text(table);
}

std::vector<train::EpochRecord> read_metrics(const fs::path& path) {
  return MetricsReader(path).records();
}

std::vector<train::EpochRecord> with_times(std::vector<train::EpochRecord> history,
                                           const fs::path& metrics) {
  std::vector<train::EpochRecord> rows;
  try {
    rows = read_metrics(metrics);
  } catch (const Error&) {
    return history;
  }
  for (std::size_t row = 0; row < std::min(history.size(), rows.size()); ++row) {
    history[row].seconds = rows[row].seconds;
    history[row].images_per_second = rows[row].images_per_second;
  }
  return history;
}

}  // namespace sae::run
