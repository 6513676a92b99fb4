// SPDX-License-Identifier: MIT
// Reads numbers with a decimal comma or separated thousands, and finds out which a file has.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sae::format {

/// The marks within the numbers of a file.
struct NumberFormat {
  char decimal = '.';     ///< '.' or ','.
  char thousands = '\0';  ///< ',', '.' or ' ', other than `decimal`; '\0' if there is none.

  bool operator==(const NumberFormat&) const = default;
};

/// Parses the whole text, without surrounding spaces, as a finite number in this format. A leading
/// '+' is skipped; the rest is as in base::parse_number. Thousands may be separated in the integer
/// part: 1 to 3 digits that do not begin with 0, then groups of exactly 3 ("1,234,567.5", but not
/// "12,34", "1234,567" or "0,123"). Thousands ' ' also means U+00A0 and U+202F.
std::optional<double> parse_formatted(std::string_view text, const NumberFormat& format);

/// Result of a NumberFormatFinder.
struct FoundNumberFormat {
  std::optional<NumberFormat> format;  ///< nullopt if there is a problem.
  std::string problem;                 ///< Error message that begins with a place; else empty.
  std::string hint;                    ///< What the user can do about it; else empty.
};

/// Finds the format of all numbers in a file: the default format if it reads them all; else decimal
/// point and thousands comma, or decimal comma. The latter has thousands '.' if a number contains a
/// point, else none. A field that no format reads is not a number and is ignored.
/// - "0,5", "12,34", "1234,5", "1,5e3", "1.234,5" and "1.234.567" need a decimal comma.
/// - "1.5", "1,234,567" and "1,234.5" cannot have one. Both kinds in one file are a problem.
/// - "1,234" and "1.234" fit both. If no number shows what the comma means, that is a problem too.
/// - If the comma separates columns, "1,234" (in quotes) has a thousands comma.
/// Remembers at most three fields, cut to 60 bytes, and their places.
class NumberFormatFinder {
 public:
  /// separator: the character between columns.
  explicit NumberFormatFinder(char separator) : separator_(separator) {}

  /// Adds a field; those without comma and point do not matter. Give all fields of the columns of
  /// numbers, also those that the default format reads: "1.5" rules out a decimal comma. `place`
  /// returns the field's place for messages, such as "data.csv:3: column 2"; it is called at most
  /// twice per field, and only for fields that are remembered.
  void add(std::string_view field, const std::function<std::string()>& place);

  /// The format of the fields so far; the default format if there are none.
  FoundNumberFormat result() const;

 private:
  // The first number of a kind.
  struct Example {
    std::string field;  // in quotes
    std::string place;
  };

  std::string describe_ambiguity() const;
  std::string describe_contradiction() const;

  char separator_;
  std::optional<Example> has_comma_;
  std::optional<Example> needs_decimal_comma_;
  std::optional<Example> needs_decimal_point_;
  bool has_point_ = false;
};

}  // namespace sae::format
