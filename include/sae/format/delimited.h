// SPDX-License-Identifier: MIT
// Rows of fields in text with tabs, commas or semicolons between them.
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
/// fields, more widely so: fields are separated by what occurs most in the first row, outside
/// quotes, of tab, comma and semicolon, the earlier of these on a tie; lines end in "\n" or "\r\n";
/// spaces around fields and blank lines at the end are passed over.
/// Takes time in proportion to the text, and memory for one row: 24 bytes a field.
class DelimitedReader {
 public:
  /// Reads from the text, which has to live as long. `name` is the file's name for messages.
  DelimitedReader(std::string_view text, std::string name);

  /// Goes to the next row, at first to the first one; false at the end. Throws sae::Error (kData)
  /// with line and column on quotes out of place, a blank line between rows, and a row that has
  /// another number of fields than the first.
  bool next();

  /// The fields of the row, at least one.
  const std::vector<Field>& fields() const noexcept { return fields_; }

  /// "name:line" for messages; the line, from 1, is that on which the field of this row begins.
  std::string place(const Field& field) const { return place_of(field.raw.data()); }

  /// A number of fields that the text cannot have more of.
  std::size_t count_fields_at_most() const;

 private:
  struct Delimiter {
    char character;
    std::size_t count;  // in the first row
  };

  static Delimiter find_delimiter(std::string_view text);
  [[noreturn]] void fail_field(std::size_t at, std::size_t column,
                               const std::string& problem) const;
  std::string place_of(const char* here) const;
  bool line_ends_at(std::size_t at) const;
  bool field_ends() const { return line_ends_at(at_) || text_[at_] == delimiter_.character; }
  void skip_spaces();
  Field read_field(std::size_t column);
  Field read_quoted(std::size_t column);

  std::string_view text_;
  std::string name_;
  Delimiter delimiter_;
  std::vector<Field> fields_;
  std::size_t width_ = 0;      // fields in each row; 0 before the first
  std::size_t at_ = 0;         // what is read next
  std::size_t row_begin_ = 0;  // where the row begins, and on which line
  std::ptrdiff_t line_ = 1;
};

}  // namespace sae::format
