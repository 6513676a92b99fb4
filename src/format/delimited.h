// SPDX-License-Identifier: MIT
// Rows of fields in text, separated by tabs, commas, semicolons, bars or white space.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// One field of a row, as it stands in the text.
struct Field {
  std::string_view raw;  ///< Without the quotes around it, or without the spaces.
  bool doubled = false;  ///< Whether each quote within it is written twice.

  /// What it means: a doubled quote is one.
  std::string content() const;
};

/// Cuts text after RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180) into rows, and these into
/// fields, more widely so:
/// - Fields are separated by what occurs most in the first row, outside quotes, of tab, comma,
///   semicolon and bar, the earlier of these on a tie. Without any, white space separates if one of
///   the first two rows has two numbers or more.
/// - White space that repeats is one separator, and none at the ends of a row. So are tabs that
///   repeat, if the rows differ in length otherwise and do not so.
/// - A separator at the end of every row ends the row; no empty field follows it.
/// - Lines end in "\n", "\r\n" or "\r". Lines that begin with '#' are comments. Comments, spaces
///   around fields and blank lines at the end are passed over.
/// Takes time in proportion to the text, and memory for one row: 24 bytes a field.
class DelimitedReader {
 public:
  /// Reads from the text, which has to live as long. `name` is the file's name for messages. Throws
  /// where `next` does on quotes out of place and blank lines.
  DelimitedReader(std::string_view text, std::string name);

  /// Goes to the next row, at first to the first one; false at the end. Throws sae::Error (kData)
  /// with line and column on quotes out of place, a blank line between rows, and a row that has
  /// another number of fields than the first.
  bool next();

  /// The fields of the row, at least one.
  const std::vector<Field>& fields() const noexcept { return fields_; }

  /// The names in the last comment before the first row (numpy.savetxt writes its header so), if
  /// they are as many as the fields of a row; else none. Call it behind `next`.
  std::vector<std::string> heading() const;

  /// "name:line" for messages; the line, from 1, is that on which the field of this row begins.
  std::string place(const Field& field) const { return place_of(field.raw.data()); }

  /// A number of fields that the text cannot have more of.
  std::size_t count_fields_at_most() const;

 private:
  struct Separator {
    char character = ',';    // ' ' is any white space
    std::size_t count = 0;   // in the first row
    bool repeats = false;    // several are one
    bool ends_rows = false;  // one stands behind each row's last field
  };
  struct Evenness {
    bool same_length = true;  // of all rows
    bool last_empty = true;   // the last field of each row
  };

  DelimitedReader(std::string_view text, std::string name, Separator separator);

  Separator find_separator() const;
  bool white_space_separates();
  Separator find_repetition(Separator separator) const;
  Evenness look_through(Separator separator) const;
  bool separates(char c) const;
  [[noreturn]] void fail_field(std::size_t at, std::size_t column,
                               const std::string& problem) const;
  std::string place_of(const char* here) const;
  bool line_ends_at(std::size_t at) const;
  bool only_blank_from(std::size_t at) const;
  bool field_ends() const { return line_ends_at(at_) || separates(text_[at_]); }
  void skip(std::string_view characters);
  std::string_view padding() const { return separator_.repeats ? " \t" : " "; }
  void skip_comments();
  bool read_row();
  bool go_to_next_field();
  bool ends_empty() const;
  Field read_field(std::size_t column);
  Field read_quoted(std::size_t column);

  std::string_view text_;
  std::string name_;
  Separator separator_;
  std::vector<Field> fields_;
  std::string_view comment_;   // the last one before the first row
  std::size_t width_ = 0;      // fields in each row; 0 before the first
  std::size_t count_ = 0;      // fields of this row, of which `fields_` has `width_` at most
  std::size_t at_ = 0;         // what is read next
  std::size_t row_begin_ = 0;  // where the row begins, and on which line
  std::ptrdiff_t line_ = 1;
};

}  // namespace sae::format
