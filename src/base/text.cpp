// SPDX-License-Identifier: MIT
// Strict conversions between text and numbers, and helpers for messages.
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "base/error.h"

namespace sae::base {
namespace {

// Succeeds only if std::from_chars consumes the whole text.
template <class T>
std::optional<T> parse_whole(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<double, 16> kPowers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
constexpr std::array<double, 2> kSigns = {1, -1};  // by whether there is a minus

// A number of at most 15 digits without an exponent. Its digits and its power of ten are exact as
// doubles, so one division rounds correctly: W. D. Clinger, How to read floating point numbers
// accurately, PLDI 1990. Takes half the time of std::from_chars. NaN for any other text.
double parse_short_decimal(std::string_view text) {
  if (text.empty()) return kNoNumber;
  const bool negative = text.front() == '-';
  text.remove_prefix(negative ? 1 : 0);
  std::int64_t digits = 0;
  std::size_t at = 0;
  const auto read_digits = [&] {
    for (; at < text.size(); ++at) {
      const auto digit = static_cast<unsigned char>(text[at] - '0');
      if (digit > 9) return;
      digits = 10 * digits + digit;
    }
  };
  if (text.size() > kPowers.size()) return kNoNumber;
  read_digits();
  std::size_t count = at, decimals = 0;
  if (at < text.size() && text[at] == '.') {
    const std::size_t point = at++;
    read_digits();
    decimals = at - point - 1;
    count += decimals;
  }
  if (at < text.size() || count == 0 || count == kPowers.size()) return kNoNumber;
  return kSigns[negative ? 1 : 0] * static_cast<double>(digits) / kPowers[decimals];
}

std::string two_digits(std::int64_t n) {
  const std::string digits = std::to_string(n);
  return n < 10 ? '0' + digits : digits;
}

// Optimal string alignment by dynamic programming with three rows: the distances of the first
// i - 2, i - 1 and i characters of `a` to each prefix of `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::optional<std::string> only_completion(std::string_view word,
                                           const std::vector<std::string>& candidates) {
  const auto begins = [word](const std::string& candidate) { return candidate.starts_with(word); };
  const auto found = std::find_if(candidates.begin(), candidates.end(), begins);
  if (found == candidates.end() || std::any_of(found + 1, candidates.end(), begins)) {
    return std::nullopt;
  }
  return *found;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  return parse_whole<std::int64_t>(text);
}

double parse_number_or_nan(std::string_view text) {
  const double decimal = parse_short_decimal(text);
  if (!std::isnan(decimal)) return decimal;
  const double value = parse_whole<double>(text).value_or(kNoNumber);
  // std::from_chars accepts "inf" and "nan" too.
  return std::isfinite(value) ? value : kNoNumber;
}

std::optional<double> parse_number(std::string_view text) {
  const double value = parse_number_or_nan(text);
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t end = text.find(separator);
  for (; end != std::string_view::npos; end = text.find(separator)) {
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.emplace_back(text);
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

namespace {

template <class Value>
std::string format_shortest(Value value) {
  // The sign of a nan is meaningless, but std::to_chars would print it.
  if (std::isnan(value)) return "nan";
  std::array<char, 32> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return std::string(digits.data(), end);
}

}  // namespace

std::string format_number(double value) { return format_shortest(value); }
std::string format_float32(float value) { return format_shortest(value); }

std::string format_fixed(double value, int digits) {
  std::array<char, 384> text{};  // the largest double has 309 digits before the point
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, digits);
  return {text.data(), end.ptr};
}

std::string format_duration(double seconds) {
  if (!(seconds >= 0 && seconds <= 1e12)) {
    throw Error(ErrorKind::kInternal,
                "expected a duration of 0 to 1e12 seconds, found " + format_number(seconds));
  }
  // Changes the unit when rounding reaches its end: never "1000 ms" or "60.0 s".
  const std::int64_t milliseconds = std::llround(seconds * 1e3);
  if (milliseconds < 1000) return std::to_string(milliseconds) + " ms";
  const std::int64_t tenths = std::llround(seconds * 10);
  if (tenths < 600) return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
  const std::int64_t whole = std::llround(seconds);
  if (whole < 3600) return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
  const std::int64_t minutes = std::llround(seconds / 60);
  return std::to_string(minutes / 60) + " h " + two_digits(minutes % 60) + " min";
}

std::string format_count(std::int64_t n) {
  std::string text = std::to_string(n);
  const std::size_t first_digit = n < 0 ? 1 : 0;
  for (std::size_t i = text.size(); i > first_digit + 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  if (auto completion = only_completion(word, candidates)) return completion;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::optional<std::string> best;
  for (const std::string& candidate : candidates) {
    // A distance is at least the difference in length; without this check a word of megabytes would
    // take minutes.
    if (candidate.size() + best_distance <= word.size()) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = candidate;
  }
  return best;
}

std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return text.empty() ? 0 : 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  unsigned low = 0x80, high = 0xbf;  // range of the second byte
  if (first == 0xe0) low = 0xa0;
  if (first == 0xed) high = 0x9f;
  if (first == 0xf0) low = 0x90;
  if (first == 0xf4) high = 0x8f;
  if (first < 0xc2 || first > 0xf4 || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  }
  return length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_utf8(std::string& text, char32_t point) {
  const auto add = [&text](char32_t byte) { text += static_cast<char>(byte); };
  const auto add_tail = [&add](char32_t bits) { add(0x80 | (bits & 0x3f)); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xc0 | point >> 6);
  } else if (point < 0x10000) {
    add(0xe0 | point >> 12);
    add_tail(point >> 6);
  } else {
    add(0xf0 | point >> 18);
    add_tail(point >> 12);
    add_tail(point >> 6);
  }
  add_tail(point);
}

std::string_view whole_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  const bool utf8 = is_utf8(text);
  while (utf8 && most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80) --most;
  return text.substr(0, most);
}

std::string printable(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  const bool utf8 = is_utf8(text);
  std::string result;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f || (code > 0x7f && !utf8)) {
      result += {'\\', 'x', kHexDigits[code >> 4], kHexDigits[code & 15]};
    } else {
      result += c;
    }
  }
  return result;
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  return printable(whole_characters(text, kLongest)) + (text.size() > kLongest ? "..." : "");
}

std::size_t characters_in(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count)
    text.remove_prefix(std::max<std::size_t>(character_length(text), 1));
  return count;
}

std::string fit_width(std::string_view text, std::size_t width) {
  const std::string shown = printable(text);
  std::size_t at = 0, count = 0;
  for (; at < shown.size() && count < width; ++count) {
    at += character_length(std::string_view(shown).substr(at));
  }
  return shown.substr(0, at) + std::string(width - count, ' ');
}

std::string right_aligned(std::string_view text, std::size_t width) {
  const std::size_t length = characters_in(text);
  return std::string(length < width ? width - length : 0, ' ').append(text);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

std::string quote(std::string_view text) { return '\'' + excerpt(text) + '\''; }

std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,=:@%";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(text);
  }
  std::string word = "'";
  for (const char letter : text) {
    if (letter == '\'') word += "'\\'";
    word += letter;
  }
  return word + "'";
}

}  // namespace sae::base
