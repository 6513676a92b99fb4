// SPDX-License-Identifier: MIT
// Finds out where a table's header, labels and columns are.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/distinct_texts.h"
#include "format/table.h"

namespace sae::format {

/// Where things are in a table, by its first row and the comment before it.
struct TableLayout {
  std::size_t width = 0;             ///< Columns in the file, at least 1.
  std::optional<std::size_t> label;  ///< The label column.
  bool header_in_first_row = false;
  std::vector<std::string> names;    ///< Unique names of all columns; empty without a header.
  std::vector<std::string> notes;    ///< What unique_names changed.
  bool may_have_index = false;       ///< Whether the first column can be pandas' index.
  bool first_is_unnamed = false;     ///< Whether the header gives the first column no name.
  std::vector<std::size_t> columns;  ///< Columns to read, ascending, without that of the labels.
};

/// What the rows below the first one have shown.
struct KnownLayout {
  bool first_row_is_header = false;
  bool has_no_index = false;  ///< The first column does not count the rows.
};

/// The layout by the rules of parse_table. rows: at its first row. Throws as parse_table does.
TableLayout find_layout(const DelimitedReader& rows, const std::string& name,
                        const TableOptions& options, const KnownLayout& known);

/// The layout of a table whose columns have these names, whatever its first row is. Throws like
/// find_layout.
TableLayout layout_of_names(std::vector<std::string> names, const std::string& name,
                            const TableOptions& options);

/// Where the columns of an earlier table are.
struct MatchedColumns {
  std::vector<std::size_t> columns;  ///< In the file, one for each known column.
  std::vector<std::size_t> others;   ///< In the file, neither matched nor of the labels.
};

/// The value of a text in a known column with these texts; nullopt if it is new and refused. The
/// error message then says "expected " and expected_text, with the hint.
std::optional<double> value_of_known_text(const DistinctTexts& texts, std::string_view text,
                                          const KnownColumns& known);
std::string expected_text(const DistinctTexts& texts);
inline constexpr const char* kNewTextsHint =
    "use --new_texts zero to give new texts 0 in all columns";

/// Finds the known columns by name if both tables have names, else by position. Throws sae::Error
/// (kData) if one is missing or, by position, if their number differs.
MatchedColumns match_columns(const TableLayout& layout, const std::vector<TableColumn>& known,
                             const std::string& name);

}  // namespace sae::format
