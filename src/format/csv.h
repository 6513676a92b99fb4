// SPDX-License-Identifier: MIT
// Tables of numbers as comma-separated text with one header line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// A table of numbers. Every row has one value per column.
struct CsvTable {
  std::vector<std::string>
      columns;  ///< Names: not empty, different, no comma, quote or line break.
  std::vector<std::vector<double>> rows;
};

/// The header line and one line per row, each ended by '\n'. Numbers read back to the same double;
/// non-finite ones are "nan", "inf" and "-inf". Throws sae::Error (kInternal) when a name or the
/// length of a row breaks the rules of CsvTable.
std::string csv_text(const CsvTable& table);

/// Text as one field: quoted where it holds a comma, a quote or a line break (RFC 4180).
std::string csv_field(std::string_view text);

/// Reads what `csv_text` writes; lines may also end in "\r\n", and the last line end may be absent.
/// `name` is the file's name for messages. Throws sae::Error (kData) with line and column on an
/// empty text, a bad header, a row of another length, or a field that is not a number.
CsvTable parse_csv(std::string_view text, const std::string& name);

}  // namespace sae::format
