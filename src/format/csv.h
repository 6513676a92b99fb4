// SPDX-License-Identifier: MIT
// Numeric tables as comma-separated text with one header line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// A numeric table. Every row has one value per column.
struct CsvTable {
  std::vector<std::string> columns;  ///< Unique, not empty, without comma, quote or line break.
  std::vector<std::vector<double>> rows;
};

/// Writes the header line and one line per row, each ending in '\n'. Each number reads back to the
/// same double; non-finite ones are "nan", "inf" and "-inf". Throws sae::Error (kInternal) if a
/// column name or the length of a row breaks the rules of CsvTable.
std::string csv_text(const CsvTable& table);

/// One CSV field, quoted if `text` contains a comma, a quote or a line break (RFC 4180).
std::string csv_field(std::string_view text);

/// A line of these fields, each quoted if necessary, ending in '\n'.
std::string csv_line(const std::vector<std::string>& fields);

/// Parses the output of `csv_text`; "\r\n" line ends and a missing last line end are accepted.
/// `name` is the file name for messages. Throws sae::Error (kData) with line and column on empty
/// text, an invalid header, a row of the wrong length or a field that is not a number.
CsvTable parse_csv(std::string_view text, const std::string& name);

}  // namespace sae::format
