// SPDX-License-Identifier: MIT
// Reads and writes numeric tables.
#include "format/csv.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace sae::format {
namespace {

using base::quote;

bool valid_column_name(const std::string& name) {
  return !name.empty() && name.find_first_of(",\"\r\n") == std::string::npos;
}

// First column name that breaks the rules of CsvTable.
std::optional<std::string> bad_column(const std::vector<std::string>& columns) {
  std::set<std::string_view> seen;
  for (const std::string& name : columns) {
    if (!valid_column_name(name) || !seen.insert(name).second) return name;
  }
  return std::nullopt;
}

std::optional<double> parse_field(std::string_view text) {
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  return base::parse_number(text);
}

// Splits into lines without line ends; no empty line follows a final line end.
std::vector<std::string> split_lines(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::vector<std::string> lines = base::split(text, '\n');
  for (std::string& line : lines) {
    if (line.ends_with('\r')) line.pop_back();
  }
  return lines;
}

std::vector<double> parse_row(const std::string& line, const std::vector<std::string>& columns,
                              const std::string& place) {
  const std::vector<std::string> fields = base::split(line, ',');
  if (fields.size() != columns.size()) {
    throw Error(ErrorKind::kData, place + ": expected " + std::to_string(columns.size()) +
                                      " columns, found " + std::to_string(fields.size()));
  }
  std::vector<double> row;
  row.reserve(fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::optional<double> value = parse_field(fields[i]);
    if (!value) {
      throw Error(ErrorKind::kData, place + ", column " + std::to_string(i + 1) + " (" +
                                        base::excerpt(columns[i]) + "): expected a number, found " +
                                        quote(fields[i]));
    }
    row.push_back(*value);
  }
  return row;
}

}  // namespace

std::string csv_text(const CsvTable& table) {
  if (table.columns.empty()) throw Error(ErrorKind::kInternal, "csv: expected columns, found none");
  if (const auto name = bad_column(table.columns)) {
    throw Error(ErrorKind::kInternal, "csv: bad or repeated column name " + quote(*name));
  }
  std::string text = base::join(table.columns, ",") + '\n';
  for (const std::vector<double>& row : table.rows) {
    if (row.size() != table.columns.size()) {
      throw Error(ErrorKind::kInternal, "csv: expected rows of " +
                                            std::to_string(table.columns.size()) +
                                            " values, found one of " + std::to_string(row.size()));
    }
    std::vector<std::string> fields(row.size());
    std::transform(row.begin(), row.end(), fields.begin(), base::format_number);
    text += base::join(fields, ",") + '\n';
  }
  return text;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::vector<std::string> quoted(fields.size());
  std::ranges::transform(fields, quoted.begin(), csv_field);
  return base::join(quoted, ",") + '\n';
}

CsvTable parse_csv(std::string_view text, const std::string& name) {
  if (text.empty())
    throw Error(ErrorKind::kData, name + ": expected a header, found an empty text");
  const std::vector<std::string> lines = split_lines(text);
  CsvTable table;
  table.columns = base::split(lines.front(), ',');
  if (const auto bad = bad_column(table.columns)) {
    throw Error(ErrorKind::kData, name + ": line 1: bad or repeated column name " + quote(*bad));
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string place = name + ": line " + std::to_string(i + 1);
    table.rows.push_back(parse_row(lines[i], table.columns, place));
  }
  return table;
}

}  // namespace sae::format
