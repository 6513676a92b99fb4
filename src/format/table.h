// SPDX-License-Identifier: MIT
// Reads CSV and TSV files from any program. (format/csv.h reads our own files, by stricter rules:
// always a header, never quotes, nan and inf allowed.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/delimited.h"
#include "format/number_format.h"
#include "format/table_values.h"

namespace sae::format {

/// Whether the first row is a header.
enum class HeaderRow { kAuto, kYes, kNo };
/// What becomes of columns that contain other texts than numbers and dates.
enum class TextColumns {
  kRefuse,  ///< The first text is an error.
  kKeep,    ///< Their values are indices of their distinct texts.
  kDrop,    ///< They are left out.
};
/// What becomes of missing values.
enum class MissingValues {
  kRefuse,   ///< The first one is an error.
  kKeep,     ///< The value is NaN.
  kDropRow,  ///< The row is left out, also if its label is missing.
};

/// Hint for a missing value.
inline constexpr const char* kMissingHint =
    "use --missing drop to leave out rows with missing values, or --missing mean to fill in means";

enum class ColumnKind {
  kNumber,
  kDate,  ///< ISO dates, as seconds since 1970 (parse_date)
  kText,
};

/// A column other than that of the labels.
struct TableColumn {
  std::string name;  ///< Unique in the table; empty without a header.
  ColumnKind kind = ColumnKind::kNumber;
  std::vector<std::string> texts;  ///< kText: distinct, in natural order, at most 65536; those of
                                   ///< an ARFF file's nominal attribute as declared.
};

/// What becomes of texts that the columns of an earlier table do not have.
enum class NewTexts {
  kRefuse,  ///< The first one is an error.
  kCount,   ///< Their value is the number of known texts.
};

/// The columns of an earlier table, which another one must have.
struct KnownColumns {
  std::vector<TableColumn> columns;
  NewTexts new_texts = NewTexts::kRefuse;
};

/// Options that the text itself cannot answer.
struct TableOptions {
  DelimitedOptions text;
  HeaderRow header = HeaderRow::kAuto;
  std::optional<NumberFormat> numbers;  ///< nullopt: found by content
  /// Label column. A whole number is its index from 0, or from the end if negative (-1 is the
  /// last); any other text is its name in the header. nullopt: no labels.
  std::optional<std::string> label_column;
  /// Columns to read and to leave out, by choose_columns; nullopt: all, none.
  std::optional<std::vector<std::string>> columns, drop_columns;
  TextColumns texts = TextColumns::kRefuse;
  /// If given, exactly these columns are read, in their order and as their kinds: by name if the
  /// table has names, too, else by position. `columns` and `drop_columns` must then be unset, and
  /// `texts` means nothing.
  std::optional<KnownColumns> known;
  MissingValues missing = MissingValues::kRefuse;
  std::int64_t max_values = std::int64_t{1} << 31;  ///< Maximum number of values.
};

/// A table, optionally with a class for each row.
struct Table {
  std::int64_t rows = 0;  ///< At least 1.
  std::vector<TableColumn> columns;
  bool has_names = false;  ///< Whether the columns have names.
  /// rows x columns, row-major. Finite, or NaN where a value is missing. In a text column: an index
  /// into its texts, or their number (NewTexts::kCount).
  TableValues values;
  std::vector<std::int64_t> labels;      ///< One class_names index per row, or empty.
  std::vector<std::string> class_names;  ///< At most 65536.
  /// Number of each row in the file, from 0 below the header; empty if no row was left out.
  std::vector<std::int64_t> row_ids;
  std::int64_t file_rows = 0;      ///< Rows in the file, also those left out.
  std::vector<std::string> notes;  ///< What was found, dropped or converted, for the log.
};

/// Parses UTF-8 text with DelimitedReader. A byte order mark is skipped.
/// - A number may begin with '+'. Its decimal and thousands marks are those of `options.numbers`,
///   or found by NumberFormatFinder.
/// - A column is of numbers or of dates if all its values are; missing values fit each kind.
/// - The first row is a header if one of its fields equals the label column's name, if its label
///   is the only one that is not a number, and if names are in it: with TextColumns::kRefuse one
///   field outside the label column, otherwise all of them but an empty first one. A name is a text
///   that is not a number or date, not made of a number's characters only, and not a missing-value
///   mark. Without a header row, the comment before the rows (DelimitedReader::heading) gives the
///   column names if it contains a name. unique_names makes them unique.
/// - A first column that is unnamed or named "index" or "Unnamed: 0" is left out if it counts the
///   rows from 0 or 1, is not the label column and not the only column (pandas writes its index
///   this way).
/// - With known columns, columns that they lack are left out with a note.
/// - Classes are those of classes_of (format/classes.h): in natural order, named by their labels.
/// - Missing-value marks are an empty field, NA, N/A, nan, null and ? (any case, also with a sign),
///   and a lone sign. An infinite number is an error.
/// `name` is the file name for messages. Throws sae::Error (kData) with line and column (from 1) on
/// a value that the options refuse, a known column that is missing, a missing label, and texts that
/// are not UTF-8, and as DelimitedReader, NumberFormatFinder and choose_columns do. Also throws on
/// text without rows, a label column that is missing or ambiguous, and more than 65536 classes or
/// texts of a column, or `max_values` values. Time is proportional to the text. Memory: 4 bytes per
/// value while float32 holds all values exactly, else 8; 8 per label, 56 per field of the first
/// row, about 100 per class or text.
Table parse_table(std::string_view text, const std::string& name, const TableOptions& options = {});

}  // namespace sae::format
