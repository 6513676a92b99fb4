// SPDX-License-Identifier: MIT
// What a field of a table can be.
#include "format/table_fields.h"

#include <algorithm>
#include <span>

#include "format/date.h"
#include "format/number_format.h"
#include "format/plain_text.h"

namespace sae::format {
namespace {

// Whether the trimmed text is one of the words but for case and a sign. words: in lower case.
bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  text = trim_spaces(text);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return std::ranges::any_of(words, [text](std::string_view word) { return is_word(text, word); });
}

}  // namespace

std::string_view trim_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

bool is_missing_mark(std::string_view text) {
  constexpr std::string_view kMarks[] = {"", "na", "n/a", "nan", "null", "?"};
  return is_one_of(text, kMarks);
}

bool is_infinity(std::string_view text) {
  constexpr std::string_view kWords[] = {"inf", "infinity"};
  return is_one_of(text, kWords);
}

bool is_column_name(std::string_view text) {
  if (is_missing_mark(text) || is_infinity(text)) return false;
  text = trim_spaces(text);
  if (parse_formatted(text, {}) || parse_date(text)) return false;
  constexpr std::string_view kFirst = "0123456789+-.,", kLater = "0123456789+-.,eE";
  return kFirst.find(text.front()) == std::string_view::npos ||
         text.find_first_not_of(kLater) != std::string_view::npos;
}

bool is_number_with_any_marks(std::string_view text) {
  constexpr NumberFormat kFormats[] = {{'.', '\0'}, {',', '\0'}, {'.', ','}, {',', '.'}};
  return std::ranges::any_of(kFormats, [text](const NumberFormat& format) {
    return parse_formatted(text, format).has_value();
  });
}

bool may_have_marks(std::string_view text) {
  text = trim_spaces(text);
  return text.find_first_not_of("0123456789+-.,eE") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_of(",.") != std::string_view::npos;
}

}  // namespace sae::format
