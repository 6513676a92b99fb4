// SPDX-License-Identifier: MIT
// Reads numeric CSV and TSV files from any program. (format/csv.h reads our own files, by stricter
// rules: always a header, never quotes, nan and inf allowed.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// Options that the text itself cannot answer.
struct TableOptions {
  /// Label column. A whole number is its index from 0, or from the end if negative (-1 is the
  /// last); any other text is its name in the header. nullopt: no labels.
  std::optional<std::string> label_column;
  std::int64_t max_values = std::int64_t{1} << 31;  ///< Maximum number of values.
};

/// A numeric table, optionally with a class for each row.
struct Table {
  std::int64_t rows = 0;                  ///< At least 1.
  std::int64_t columns = 0;               ///< Without the label column; 0 if there is no other.
  std::vector<std::string> column_names;  ///< One per column; empty without a header.
  std::vector<double> values;             ///< rows x columns, row-major, all finite.
  std::vector<std::int64_t> labels;       ///< One class_names index per row, or empty.
  std::vector<std::string> class_names;   ///< At most 65536.
  bool has_index = false;                 ///< Whether an index column (the first) was dropped.
};

/// Parses UTF-8 text with DelimitedReader and converts the fields to numbers. A byte order mark is
/// skipped, and a number may begin with '+'.
/// - The first row is a header if one of its fields equals the label column's name, if a field
///   outside the label column is a name, or if its label is the only one that is not a number. A
///   name is a text that is not a number, not made of a number's characters only, and not a
///   missing-value mark. Without a header row, the comment before the rows
///   (DelimitedReader::heading) gives the column names if it contains a name.
/// - A first column that is unnamed or named "index" or "Unnamed: 0" is dropped if it counts the
///   rows from 0 or 1, is not the label column and not the only column (pandas writes its index
///   this way).
/// - Classes are those of classes_of (format/classes.h): in natural order, named by their labels.
/// - Missing-value marks are an empty field, NA, N/A, nan, inf, infinity, null and ? (any case,
///   also with a sign), and a lone sign.
/// `name` is the file name for messages. Throws sae::Error (kData) with line and column (from 1) on
/// a value that is not a finite number, a missing label, a label or name that is not UTF-8, and as
/// DelimitedReader does. Also throws on text without rows, a label column that is missing or
/// ambiguous, and more than 65536 classes or `max_values` values.
/// Time is proportional to the text. Memory: 8 bytes per field and label, 56 per field of the first
/// row, about 100 per class.
Table parse_table(std::string_view text, const std::string& name, const TableOptions& options = {});

}  // namespace sae::format
