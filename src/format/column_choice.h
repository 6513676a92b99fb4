// SPDX-License-Identifier: MIT
// Chooses columns of a table by name, glob, index or range, and makes column names unique.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sae::format {

/// Indices of the columns that match at least one pattern, ascending, each once. names: of all
/// columns, or empty if the file has no header. width: number of columns, at least 1. Of these
/// meanings, a pattern has the first that gives a column:
/// - a name, which matches all columns of that name
/// - a glob with '*', '?' (any byte) or brackets as in fnmatch(3): "pixel*", "x[12]"
/// - an index from 0, or from the end if negative: "-1" is the last column
/// - an inclusive range "first-last" of two names or two indices: "a-c", "0-3", "-3--1". Of several
///   '-', the first with a column on either side divides. A repeated name includes all its columns.
/// Throws sae::Error (kUsage) on patterns that match no column, of which it names up to 5, and on a
/// range whose first column is behind its last. `option` ("--columns") and `file` are for messages.
/// Time is proportional to patterns x width.
std::vector<std::size_t> choose_columns(const std::vector<std::string>& names, std::size_t width,
                                        const std::vector<std::string>& patterns,
                                        const std::string& option, const std::string& file);

/// Hint of an error in one column; `column` is its name, or its index where it has none.
std::string leave_out_hint(const std::string& column);

/// Hint for texts in a column, whose values must be numbers without --categories.
std::string text_column_hint(const std::string& column);

/// Column names and what was changed in them.
struct UniqueNames {
  std::vector<std::string> names;  ///< As many as before; none is empty or occurs twice.
  std::vector<std::string>
      notes;  ///< For the log: at most a line each on empty and repeated names.
};

/// Names unnamed columns by position from 1, such as "column_3". Numbers the repetitions of a name
/// like pandas: "a", "a.1", "a.2". The first column of a name keeps it; new names that are in use
/// are skipped.
UniqueNames unique_names(std::vector<std::string> names);

}  // namespace sae::format
