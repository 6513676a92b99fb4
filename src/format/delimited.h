// SPDX-License-Identifier: MIT
// Reads rows of text fields separated by tabs, commas, semicolons, bars or white space.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// One field of a row, as written in the text.
struct Field {
  std::string_view raw;  ///< Without surrounding quotes, or without surrounding spaces.
  bool doubled = false;  ///< Whether it contains doubled quotes.

  /// The field's meaning: each doubled quote becomes one quote.
  std::string content() const;
};

/// How text separates its fields and marks its comments. The two characters differ, and neither is
/// a quote, a line end or, for the comment, a space or tab.
struct DelimitedOptions {
  /// Separator; ' ' is any white space. nullopt: found by content.
  std::optional<char> separator = std::nullopt;
  std::optional<char> comment = '#';  ///< First character of a comment line; nullopt: no comments.
  std::int64_t skip_lines = 0;  ///< Number of lines at the begin of the text that are no rows.
  /// If given, called now and then with a position before which the text is not needed any more in
  /// this pass (FileText::release).
  std::function<void(const char*)> release = nullptr;
};

/// Splits text into rows and fields by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), with
/// these extensions:
/// - Unless given, the separator is the one of tab, comma, semicolon and bar that makes most fields
///   of the first row numbers ("0,5;1,5": the semicolon), on a tie the most frequent outside
///   quotes, then the earlier in this list. If there is none, white space separates if one of the
///   first two rows has at least two numbers.
/// - Repeated white space is one separator and is ignored at both ends of a row. Repeated tabs are
///   treated likewise if the tab was found by content, the rows otherwise differ in length and this
///   makes them equally long.
/// - If the first row has no number and one field less than the two rows below it, an empty field
///   is put before it (R writes the names of rows without a header).
/// - If every row ends in a separator, no empty field follows it.
/// - Lines end in "\n", "\r\n" or "\r". Lines that begin with the comment character ('#') are
///   comments. Comments, spaces around fields and blank lines are skipped; in a table of one
///   column, where a blank line may be a missing value, only trailing ones are.
/// Takes time proportional to the text, and memory for one row: 24 bytes per field.
class DelimitedReader {
 public:
  /// Keeps a view of `text`, which must outlive the reader. `name` is the file name for messages.
  /// Throws as `next` does on misplaced quotes and blank lines.
  DelimitedReader(std::string_view text, std::string name, const DelimitedOptions& options = {});

  /// Reads the next row (first call: the first row); returns false at the end. Throws sae::Error
  /// (kData) with line and column on misplaced quotes, a blank line between rows and a row whose
  /// number of fields differs from the first row's.
  bool next();

  /// The separator, ' ' for white space.
  char separator() const noexcept { return separator_.character; }

  /// Fields of the current row, at least one.
  const std::vector<Field>& fields() const noexcept { return fields_; }

  /// Column names from the last comment before the first row (numpy.savetxt writes its header
  /// there); empty if their number differs from the number of columns. Call it after `next`.
  std::vector<std::string> heading() const;

  /// "name:line" for messages: the line, from 1, on which this field of the current row begins.
  std::string place(const Field& field) const { return place_of(field.raw.data()); }

  /// Upper bound on the number of fields in the text.
  std::size_t count_fields_at_most() const;

 private:
  struct Separator {
    char character = ',';    // ' ' is any white space
    std::size_t count = 0;   // in the first row
    bool repeats = false;    // repeated separators count as one
    bool ends_rows = false;  // every row ends in a separator
  };
  static constexpr std::size_t kReleaseBytes = std::size_t{1} << 24U;
  struct Evenness {
    bool same_length = true;  // of all rows
    bool last_empty = true;   // the last field of each row
  };

  DelimitedReader(std::string_view text, std::string name, std::optional<char> mark,
                  Separator separator);

  DelimitedReader again(Separator separator) const;
  Separator given_separator(char character) const;
  Separator find_separator() const;
  double share_of_numbers(const Separator& separator) const;
  void count_in_first_row(std::span<Separator> separators);
  bool white_space_separates();
  Separator find_repetition(Separator separator) const;
  Separator find_row_end(Separator separator) const;
  bool lacks_name_of_first_column() const;
  Evenness measure_evenness(Separator separator) const;
  void use(Separator separator);
  bool separates(char c) const;
  [[noreturn]] void fail_field(std::size_t at, const std::string& problem) const;
  std::string place_of(const char* here) const;
  bool line_ends_at(std::size_t at) const;
  bool only_blank_from(std::size_t at) const;
  void skip(std::string_view characters);
  std::string_view padding() const { return separator_.repeats ? " \t" : " "; }
  void skip_comments();
  bool read_row();
  void read_quoted();
  // Inline, because a call for each field takes a sixth of the time.
  inline void read_field();
  inline void add_field(std::size_t begin, std::size_t end, bool doubled);
  inline bool go_to_next_field();
  bool ends_empty() const;

  std::string_view text_;
  std::string name_;
  std::optional<char> mark_;  // begins a comment
  Separator separator_;
  std::array<bool, 256> stops_{};  // by byte: cannot be inside an unquoted field
  std::vector<Field> fields_;
  std::string_view comment_;       // the last comment before the first row
  std::size_t width_ = 0;          // fields per row; 0 before the first row
  std::size_t count_ = 0;          // fields in this row; `fields_` keeps at most `width_`
  std::size_t at_ = 0;             // position of the next character
  std::size_t row_begin_ = 0;      // position at which the row begins
  std::ptrdiff_t first_line_ = 1;  // line at which the text begins
  std::ptrdiff_t line_ = 1;        // line on which the row begins
  std::ptrdiff_t lines_ = 0;       // lines of the last row read
  std::int64_t rows_ = 0;          // number of rows before this one
  bool quoted_ = false;            // whether a field of the row is quoted
  bool header_is_short_ = false;   // the first row lacks its first field
  std::function<void(const char*)> release_;
  std::size_t next_release_ = kReleaseBytes;  // position at which to release the text before it
};

}  // namespace sae::format
