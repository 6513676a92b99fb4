// SPDX-License-Identifier: MIT
// Tables of numbers as strangers write them. (format/csv.h is for our own, whose rules are others:
// always a header, never quotes, nan and inf allowed.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// What the text does not say about itself.
struct TableOptions {
  /// The column of the labels: a whole number is its index from 0, or from the end if negative (-1
  /// is the last); anything else is its name in the header. Without one there are no labels.
  std::optional<std::string> label_column;
  std::int64_t max_values = std::int64_t{1} << 31;  ///< How many values a table may have.
};

/// A table of numbers, and perhaps a class for each row.
struct Table {
  std::int64_t rows = 0;                  ///< At least 1.
  std::int64_t columns = 0;               ///< Without the labels'; 0 for a table of labels alone.
  std::vector<std::string> column_names;  ///< One a column; empty when there is no header.
  std::vector<double> values;             ///< rows x columns, row-major, all finite.
  std::vector<std::int64_t> labels;       ///< One a row, from 0 below the number of names; or none.
  std::vector<std::string> class_names;   ///< At most 65536.
  bool has_index = false;  ///< Whether the text's first column counted the rows and is left out.
};

/// Reads the numbers in text of the form that DelimitedReader reads, in UTF-8; a byte order mark
/// is passed over, and a number may begin with '+'.
/// - The first row is a header when one of its fields is named as the label column is; when one,
///   outside the label column, is a name: no number, not made of a number's characters, and no mark
///   of a missing value; or when its label is the only one of all that is not a number. Without
///   such a row, the comment before it (DelimitedReader::heading) gives the names if one of them is
///   one.
/// - A first column without a name, or named "index" or "Unnamed: 0", is left out if it counts the
///   rows from 0 or 1, is not the labels' and not the only one (pandas writes its index so).
/// - The classes are those of classes_of (format/classes.h): in natural order, named as the labels.
/// - Marks of a missing value are an empty field, NA, N/A, nan, inf, infinity, null and ?, in
///   letters of either size, also behind a sign, and a sign alone.
/// `name` is the file's name for messages. Throws sae::Error (kData) with line and column (from 1)
/// on a value that is not a finite number, a label that is missing, a label or name that is not
/// UTF-8, and where DelimitedReader does;
/// also on a text without rows, a label column that is not there or there twice, and more than
/// 65536 classes or `max_values` values. Takes time in proportion to the text, and memory: 8 bytes
/// for each field and label, 56 for each field of the first row, some 100 for each class.
Table parse_table(std::string_view text, const std::string& name, const TableOptions& options = {});

}  // namespace sae::format
