// SPDX-License-Identifier: MIT
// Reads ARFF files, the attribute-relation format of Weka, OpenML and UCI.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "format/arff_scanner.h"

namespace sae::format {

/// Types of an attribute; numeric, real and integer are all kNumeric.
enum class ArffType { kNumeric, kNominal, kString, kDate };

/// One declared attribute, a column of the rows.
struct ArffAttribute {
  std::string name;  ///< Unique in the file, UTF-8; may be empty.
  ArffType type = ArffType::kNumeric;
  std::vector<std::string> values;  ///< kNominal: at least one, unique, UTF-8, in declared order.
  std::string date_format;          ///< kDate: as declared; empty: "yyyy-MM-dd'T'HH:mm:ss".
};

/// One field of a row.
struct ArffField {
  std::string_view content;     ///< Without quotes and escapes; valid until `next`.
  std::size_t value_index = 0;  ///< kNominal and not missing: index into the attribute's values.
  bool missing = false;         ///< Whether it is a '?' without quotes.
};

/// Reads a header and its rows by the rules of Weka
/// (https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable):
/// - Keywords and types may be in any case. `@relation` is optional and its name is ignored.
/// - Names and values that contain white space, commas, braces, quotes or % are quoted with ' or ".
///   Within quotes \a, \b, \f, \n, \r, \t, \v, \uNNNN (hexadecimal) and \N to \NNN (octal, at most
///   377) are the characters of those codes; before any other character the backslash is dropped.
/// - A comma, white space (spaces, tabs) or both separate values. Two commas in a row, and a comma
///   at the end, are refused.
/// - In a sparse row "{0 5.1, 3 'a b'}" indices count from 0 and ascend. An absent number is 0, and
///   an absent nominal field has the first declared value; an absent string or date is refused.
/// - An instance weight "{0.5}" after a row or a type, and a range "[0, 1]" after a type, are
///   ignored; a weight must be a finite number.
/// - % begins a comment, except within quotes. Blank lines and a byte order mark are skipped. Lines
///   end in "\n", "\r\n" or "\r", also within quotes.
/// Relational attributes are refused. Names, nominal values, strings and dates must be UTF-8.
/// Takes time proportional to the text, for nominal fields also to the logarithm of the number of
/// values. Memory: the attributes, 64 bytes for each, 8 for each nominal value, and the longest
/// line with escapes; none depends on the number of rows.
class ArffReader {
 public:
  /// Reads the header. Keeps a view of `text`, which must outlive the reader. `name` is the file
  /// name for messages. Throws sae::Error (kData), with the line where there is one, if the header
  /// breaks a rule, has no attribute, or has no `@data`.
  ArffReader(std::string_view text, std::string name);

  /// The declared attributes, at least one.
  const std::vector<ArffAttribute>& attributes() const noexcept { return attributes_; }

  /// Reads the next row (first call: the first row); returns false at the end. Throws sae::Error
  /// (kData) with the line if the row breaks a rule, has another number of values than there are
  /// attributes, or a nominal value that is not declared, and if there is no row at all. Numeric
  /// fields are checked by `number`, and dates not at all.
  bool next();

  /// Fields of the current row, one per attribute.
  const std::vector<ArffField>& fields() const noexcept { return fields_; }

  /// Value of a numeric field of the current row; a leading '+' is allowed. column: from 0. Throws
  /// sae::Error (kData) with line and column if it is not a finite number, such as a missing field.
  double number(std::size_t column) const;

  /// "name:line" for messages: the line, from 1, of the current row.
  std::string place() const { return scanner_.place(); }

 private:
  [[noreturn]] void fail_column(std::size_t column, const std::string& expected,
                                const std::string& hint = "") const;
  void read_header();
  bool read_declaration();
  [[noreturn]] void fail_keyword() const;
  void read_attribute();
  ArffType take_type();
  void read_values(ArffAttribute& attribute);

  void read_dense();
  void read_sparse();
  std::size_t take_index();
  void check_absent() const;
  bool is_text(std::size_t column) const;
  void set_field(std::size_t column, const ArffToken& token);
  std::size_t find_value(std::size_t column) const;

  ArffScanner scanner_;
  std::vector<ArffAttribute> attributes_;
  std::vector<std::vector<std::size_t>> sorted_values_;  // per attribute: value indices by value
  std::size_t texts_ = 0;                                // number of string and date attributes
  std::vector<ArffField> fields_;
  std::vector<std::size_t> set_columns_;  // columns that the row gives, in its order
  bool has_rows_ = false;
};

}  // namespace sae::format
