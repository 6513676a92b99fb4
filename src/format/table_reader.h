// SPDX-License-Identifier: MIT
// One pass over a table, for parse_table and TableBlocks.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "format/column_choice.h"
#include "format/date.h"
#include "format/distinct_texts.h"
#include "format/plain_text.h"
#include "format/table_builder.h"
#include "format/table_facts.h"
#include "format/table_fields.h"
#include "format/table_layout.h"

namespace sae::format {

[[noreturn]] inline void fail_table_at(const std::string& place, const std::string& problem,
                                       const std::string& hint = "") {
  throw Error(ErrorKind::kData, place + ": expected " + problem, hint);
}

inline std::string describe_marks(const NumberFormat& format) {
  const std::string decimal = std::string("decimal mark '") + format.decimal + "'";
  if (format.thousands == '\0') return decimal;
  return decimal + " and thousands mark '" + format.thousands + "'";
}

// One column that is read.
struct ReadColumn {
  std::size_t index = 0;           // in the file
  std::optional<ColumnKind> kind;  // nullopt: all values so far are missing
  DistinctTexts texts;
};

// Takes the rows of a pass in blocks, so that they are not kept.
struct BlockTaker {
  std::int64_t rows = 0;                 // of each block but the last
  std::function<bool(TableRows)> visit;  // returns whether to read on
};

// One pass over a table. Every error message begins with its name.
class TableReader {
 public:
  TableReader(std::string_view text, const std::string& name, const TableOptions& options,
              TableFacts& facts, const BlockTaker* taker = nullptr)
      : rows_(text, name, options.text),
        name_(name),
        options_(options),
        facts_(facts),
        numbers_(options.numbers.value_or(facts.numbers.value_or(NumberFormat()))),
        plain_numbers_(numbers_ == NumberFormat()),
        finder_(rows_.separator()),
        builder_(name, options),
        taker_(taker),
        searching_(facts.has_marks && !facts.numbers),
        finds_marks_(searching_) {}

  // nullopt: read again, because this pass changed the facts.
  std::optional<Table> read() {
    if (!rows_.next()) fail_table_at(name_, "rows of numbers, found an empty text");
    layout_ = find_layout(rows_, name_, options_, facts_.layout);
    set_columns();
    if (taker_ == nullptr) {
      builder_.reserve(rows_.count_fields_at_most() / layout_.width, columns_.size(),
                       layout_.label.has_value());
    }
    if (!layout_.header_in_first_row) add_row();
    while (!again_ && !enough_ && rows_.next()) add_row();
    if (again_ || searching_) return finish_search();
    if (layout_.label && labels_show_header()) return std::nullopt;
    return finish();
  }

  // The distinct labels in the order of their first rows, and their column.
  std::vector<std::string> label_texts() const { return builder_.label_texts(); }
  std::string label_place() const {
    return name_ + ": column " + std::to_string(layout_.label.value_or(0) + 1);
  }

 private:
  void set_columns() {
    if (options_.known) return set_known_columns();
    index_ = layout_.may_have_index;
    for (const std::size_t i : layout_.columns) {
      const bool is_text = facts_.is_text(i);
      if ((index_ && i == 0) || (is_text && options_.texts == TextColumns::kDrop)) continue;
      columns_.push_back({i, is_text ? std::optional(ColumnKind::kText) : std::nullopt, {}});
    }
  }

  void set_known_columns() {
    const std::vector<TableColumn>& known = options_.known->columns;
    const MatchedColumns matched = match_columns(layout_, known, name_);
    for (std::size_t i = 0; i < known.size(); ++i) {
      columns_.push_back({matched.columns[i], known[i].kind, DistinctTexts(known[i].texts)});
    }
    others_ = matched.others;
  }

  // "name:line: column N (name)".
  std::string place_of(std::size_t column) const {
    const bool named = !layout_.names.empty() && column != layout_.label;
    return rows_.place(rows_.fields()[column]) + ": column " + std::to_string(column + 1) +
           (named ? " (\"" + base::excerpt(layout_.names[column]) + "\")" : "");
  }

  [[noreturn]] void fail_field(std::size_t column, const std::string& expected,
                               const std::string& hint = "") const {
    fail_table_at(place_of(column),
                  expected + ", found " + base::quote(rows_.fields()[column].content()), hint);
  }

  // How to name a column in an option.
  std::string option_text(std::size_t column) const {
    return layout_.names.empty() ? std::to_string(column) : layout_.names[column];
  }

  void add_row() {
    const std::int64_t row = next_row_++;
    if (index_ && !is_next_index(row)) return;
    builder_.begin_row();
    for (ReadColumn& column : columns_) {
      const double value = read_value(column);
      if (again_) return;
      if (!searching_) builder_.add(value);
    }
    // What the first row shows is known before the others are read.
    if (searching_) again_ = row == 0 && !finds_marks_;
    if (!searching_) end_row();
    if (taker_ != nullptr && builder_.rows() == taker_->rows) take_block();
  }

  void take_block() { enough_ = !taker_->visit(builder_.take_rows()); }

  void end_row() {
    if (!layout_.label) {
      return builder_.end_row([&] { return rows_.place(rows_.fields().front()); });
    }
    const Field& label = rows_.fields()[*layout_.label];
    const bool missing = is_missing_mark(label.raw);
    const auto read_label = [&] {
      if (missing) fail_field(*layout_.label, "a label");
      if (!base::is_utf8(label.raw)) fail_field(*layout_.label, "a label in UTF-8");
      return label.content();
    };
    builder_.end_row(missing, read_label, [&] { return place_of(*layout_.label); });
  }

  // Whether the first field names the row or counts the rows. If not, a further pass reads it as a
  // column.
  bool is_next_index(std::int64_t row) {
    const std::string_view text = trim_spaces(rows_.fields().front().raw);
    if (row == 0) names_rows_ = layout_.first_is_unnamed && is_name_of_row(text);
    if (names_rows_) return true;
    const auto value = parse_formatted(text, numbers_);
    if (row == 0) first_index_ = value == 1 ? 1 : 0;
    again_ = facts_.layout.has_no_index = value != static_cast<double>(first_index_ + row);
    return !again_;
  }

  bool is_name_of_row(std::string_view text) const {
    return !parse_formatted(text, numbers_) && !parse_date(text) && !is_missing_mark(text) &&
           !is_infinity(text) && !may_have_marks(text);
  }

  double read_value(ReadColumn& column) {
    const Field& field = rows_.fields()[column.index];
    if (column.kind == ColumnKind::kText) return read_text(column, field);
    if (column.kind != ColumnKind::kDate) {
      const double value = read_number(field);
      if (value == value) {
        column.kind = ColumnKind::kNumber;
        if (finds_marks_) find_marks(column, field);
        return value;
      }
    }
    if (is_missing_mark(field.raw)) return read_missing(column);
    if (column.kind != ColumnKind::kNumber) {
      if (const auto value = parse_date(trim_spaces(field.raw))) {
        column.kind = ColumnKind::kDate;
        return *value;
      }
    }
    return read_other(column, field);
  }

  // NaN if the field is no number.
  double read_number(const Field& field) const {
    // Most numbers have no spaces, '+' or other marks.
    if (plain_numbers_) {
      const double value = base::parse_number_or_nan(field.raw);
      if (value == value) return value;
    }
    return parse_formatted(trim_spaces(field.raw), numbers_)
        .value_or(std::numeric_limits<double>::quiet_NaN());
  }

  double read_missing(const ReadColumn& column) const {
    if (options_.missing == MissingValues::kRefuse) {
      fail_field(column.index, "a number", kMissingHint);
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

  // A field that is neither a number nor missing, and no date where a date could be.
  double read_other(ReadColumn& column, const Field& field) {
    if (is_infinity(field.raw)) fail_field(column.index, "a finite number");
    if (!options_.numbers && !facts_.numbers && may_have_marks(field.raw)) {
      if (finds_marks_) {
        find_marks(column, field);
      } else {
        facts_.has_marks = again_ = true;
      }
      return 0;
    }
    if (options_.known) fail_known(column);
    if (options_.texts == TextColumns::kRefuse) fail_text(column.index);
    if (column.kind || options_.texts == TextColumns::kDrop) {
      // Its earlier values were read as numbers or dates.
      facts_.text_columns.push_back(column.index);
      column.kind = ColumnKind::kText;
      searching_ = true;
      return 0;
    }
    column.kind = ColumnKind::kText;
    return read_text(column, field);
  }

  void find_marks(const ReadColumn& column, const Field& field) {
    finder_.add(trim_spaces(field.raw), [&] { return place_of(column.index); });
  }

  [[noreturn]] void fail_text(std::size_t column) const {
    const Field& field = rows_.fields()[column];
    std::string hint;
    if (may_have_marks(field.raw)) {
      hint = "use --decimal or --thousands to name other marks in numbers";
    } else if (is_column_name(field.content())) {
      hint = text_column_hint(option_text(column));
    }
    fail_field(column, "a number", hint);
  }

  // A value that does not have the kind of its known column. Columns without names may be codes,
  // which have no training data.
  [[noreturn]] void fail_known(const ReadColumn& column) const {
    const bool named = !options_.known->columns.front().name.empty();
    fail_field(column.index, std::string(column.kind == ColumnKind::kDate ? "a date" : "a number") +
                                 (named ? ", as in the training data" : ""));
  }

  double read_text(ReadColumn& column, const Field& field) {
    if (is_missing_mark(field.raw)) return read_missing(column);
    if (searching_) return 0;
    if (!base::is_utf8(field.raw)) fail_field(column.index, "text in UTF-8", "save it as UTF-8");
    const std::string content = field.content();
    if (options_.known) {
      const auto value = value_of_known_text(column.texts, trim_spaces(content), *options_.known);
      if (value) return *value;
      fail_field(column.index, expected_text(column.texts), kNewTextsHint);
    }
    const auto number = column.texts.number(trim_spaces(content));
    if (number) return static_cast<double>(*number);
    fail_table_at(place_of(column.index), most_texts_expected(),
                  leave_out_hint(option_text(column.index)));
  }

  // Whether the first row, read as values, is a header because only its label is not a number.
  bool labels_show_header() {
    if (options_.header != HeaderRow::kAuto || !layout_.names.empty()) return false;
    const std::vector<std::string> texts = builder_.label_texts();
    const auto is_word = [](const std::string& text) { return !parse_formatted(text, {}); };
    const bool header = builder_.kept() > 1 && is_word(texts.front()) &&
                        std::ranges::count_if(texts, is_word) == 1 &&
                        builder_.rows_of_first_label() == 1;
    facts_.layout.first_row_is_header = header;
    return header;
  }

  // Concludes a pass that only searched, or that ended early.
  std::optional<Table> finish_search() {
    if (!finds_marks_) return std::nullopt;
    const FoundNumberFormat found = finder_.result();
    if (!found.format) throw Error(ErrorKind::kData, found.problem, found.hint);
    facts_.numbers = found.format;
    return std::nullopt;
  }

  Table finish() {
    if (taker_ != nullptr && !enough_ && builder_.rows() > 0) take_block();
    std::vector<TableColumn> columns;
    if (options_.known) columns = options_.known->columns;
    for (std::size_t i = columns.size(); i < columns_.size(); ++i) {
      const ReadColumn& column = columns_[i];
      columns.push_back({layout_.names.empty() ? "" : layout_.names[column.index],
                         column.kind.value_or(ColumnKind::kNumber),
                         {}});
      if (column.kind == ColumnKind::kText) {
        columns.back().texts = builder_.sort_texts(i, columns_.size(), column.texts);
      }
    }
    const bool has_names = !columns.empty() && !columns.front().name.empty();
    Table table = builder_.finish(std::move(columns), notes(), label_place());
    table.has_names = has_names;
    return table;
  }

  // Columns of the file by name or number, the first ones of many.
  std::string list(const std::vector<std::size_t>& columns) const {
    constexpr std::size_t kMostListed = 5;
    std::vector<std::string> texts;
    for (const std::size_t column : columns) {
      if (texts.size() == kMostListed) break;
      texts.push_back(layout_.names.empty() ? std::to_string(column + 1)
                                            : base::quote(layout_.names[column]));
    }
    if (columns.size() > kMostListed) texts.emplace_back("...");
    return (columns.size() == 1 ? "column " : "columns ") + base::join(texts, ", ");
  }

  std::vector<std::string> notes() {
    std::vector<std::string> notes = std::move(layout_.notes);
    if (index_ && names_rows_) {
      notes.emplace_back("column 1 has texts and no name: left out, as it names the rows");
    } else if (index_) {
      notes.emplace_back("column 1 counts the rows: dropped as an index");
    }
    if (facts_.numbers && *facts_.numbers != NumberFormat())
      notes.push_back("numbers have " + describe_marks(*facts_.numbers));
    std::vector<std::size_t> dates;
    for (const ReadColumn& column : columns_) {
      if (column.kind == ColumnKind::kDate) dates.push_back(column.index);
    }
    if (!others_.empty()) {
      notes.push_back(list(others_) + ": left out, because the training data lack them");
    }
    if (!dates.empty()) notes.push_back(list(dates) + ": dates become seconds since 1970, UTC");
    if (options_.texts == TextColumns::kDrop && !facts_.text_columns.empty()) {
      std::ranges::sort(facts_.text_columns);
      notes.push_back(list(facts_.text_columns) + ": left out, because of texts in it");
    }
    return notes;
  }

  DelimitedReader rows_;
  const std::string& name_;
  const TableOptions& options_;
  TableFacts& facts_;
  NumberFormat numbers_;
  bool plain_numbers_;  // numbers have no marks but a decimal point
  NumberFormatFinder finder_;
  TableLayout layout_;
  bool index_ = false;       // the first column is left out while it names or counts the rows
  bool names_rows_ = false;  // the first column names the rows
  std::int64_t first_index_ = 0;
  std::vector<ReadColumn> columns_;
  std::vector<std::size_t> others_;  // columns that the known ones lack
  std::int64_t next_row_ = 0;
  TableBuilder builder_;
  const BlockTaker* taker_;
  bool again_ = false;   // end this pass now, for another one
  bool enough_ = false;  // the taker wants no more rows
  bool searching_;       // this pass only looks for facts
  bool finds_marks_;     // this pass gives all numbers to the finder
};

}  // namespace sae::format
