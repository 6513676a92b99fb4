// SPDX-License-Identifier: MIT
// Reads numbers with other marks than the decimal point.
#include "format/number_format.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace sae::format {
namespace {

constexpr NumberFormat kDefaultFormat;
constexpr NumberFormat kThousandsComma{'.', ','};
constexpr NumberFormat kDecimalComma{',', '.'};
constexpr std::size_t kGroupDigits = 3;

std::string_view without_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Removes the leading digits from `text` and returns them.
std::string_view take_digit_run(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

// Removes a leading thousands mark; returns false if there is none.
bool take_thousands_mark(std::string_view& text, char thousands) {
  constexpr std::string_view kNoBreakSpace = "\xc2\xa0", kNarrowNoBreakSpace = "\xe2\x80\xaf";
  std::size_t length = text.starts_with(thousands) ? 1 : 0;
  if (thousands == ' ' && text.starts_with(kNoBreakSpace)) length = kNoBreakSpace.size();
  if (thousands == ' ' && text.starts_with(kNarrowNoBreakSpace)) {
    length = kNarrowNoBreakSpace.size();
  }
  text.remove_prefix(length);
  return length > 0;
}

// Moves the integer part from `text` to `digits`, without thousands marks. Returns false if its
// groups are malformed.
bool take_integer_part(std::string_view& text, char thousands, std::string& digits) {
  const std::string_view first = take_digit_run(text);
  digits += first;
  if (thousands == '\0') return true;
  while (take_thousands_mark(text, thousands)) {
    if (first.empty() || first.size() > kGroupDigits || first.front() == '0') return false;
    const std::string_view group = take_digit_run(text);
    if (group.size() != kGroupDigits) return false;
    digits += group;
  }
  return true;
}

}  // namespace

std::optional<double> parse_formatted(std::string_view text, const NumberFormat& format) {
  text = without_spaces(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  if (format == kDefaultFormat) return base::parse_number(text);
  std::string plain;
  if (text.starts_with('-')) {
    plain += '-';
    text.remove_prefix(1);
  }
  if (!take_integer_part(text, format.thousands, plain)) return std::nullopt;
  if (text.starts_with(format.decimal)) {
    plain += '.';
    text.remove_prefix(1);
  } else if (text.starts_with('.')) {
    return std::nullopt;
  }
  plain += text;
  return base::parse_number(plain);
}

void NumberFormatFinder::add(std::string_view field, const std::function<std::string()>& place) {
  if (field.find_first_of(",.") == std::string_view::npos) return;
  const bool fits_point = parse_formatted(field, kThousandsComma).has_value();
  const bool fits_comma = parse_formatted(field, kDecimalComma).has_value();
  if (!fits_point && !fits_comma) return;
  const auto remember = [&](std::optional<Example>& example) {
    if (!example) example = {base::quote(without_spaces(field)), place()};
  };
  const bool has_comma = field.find(',') != std::string_view::npos;
  if (has_comma) remember(has_comma_);
  if (field.find('.') != std::string_view::npos) has_point_ = true;
  if (!fits_point) remember(needs_decimal_comma_);
  if (!fits_comma || (has_comma && fits_point && separator_ == ',')) remember(needs_decimal_point_);
}

FoundNumberFormat NumberFormatFinder::result() const {
  if (!has_comma_ && !needs_decimal_comma_) return {kDefaultFormat, "", ""};
  if (needs_decimal_point_ && !needs_decimal_comma_) return {kThousandsComma, "", ""};
  if (needs_decimal_comma_ && !needs_decimal_point_) {
    return {NumberFormat{',', has_point_ ? '.' : '\0'}, "", ""};
  }
  return {std::nullopt, needs_decimal_comma_ ? describe_contradiction() : describe_ambiguity(),
          "add --decimal , if the comma is the decimal mark, or --thousands , if it separates "
          "thousands"};
}

std::string NumberFormatFinder::describe_ambiguity() const {
  return has_comma_->place + ": expected a decimal or a thousands comma, found " +
         has_comma_->field + ", which may have either";
}

std::string NumberFormatFinder::describe_contradiction() const {
  return needs_decimal_comma_->place + ": expected the number format of " +
         needs_decimal_point_->field + " (" + needs_decimal_point_->place + "), found " +
         needs_decimal_comma_->field;
}

}  // namespace sae::format
