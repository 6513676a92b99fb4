// SPDX-License-Identifier: MIT
// Strict conversions between text and numbers, and helpers for messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sae::base {

/// Parses the whole text as a decimal integer: an optional '-', then digits without leading zeros.
/// Returns nullopt for anything else: empty text, spaces, '+', "0x10", "010", and values that do
/// not fit in 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Parses the whole text as a finite decimal number such as "1e-3", ".05" or "-0.75". Returns
/// nullopt for anything else: empty text, spaces, '+', hexadecimal, "nan", "inf", and values that a
/// double cannot represent (too large, or so small that they would become zero).
std::optional<double> parse_number(std::string_view text);
/// Like parse_number, with NaN instead of nullopt: faster where there are many numbers, because
/// g++ copies an optional through memory.
double parse_number_or_nan(std::string_view text);

/// Splits at each separator and keeps empty parts: "a,,b" gives {"a", "", "b"}. Empty text gives
/// one empty part.
std::vector<std::string> split(std::string_view text, char separator);

/// Joins the parts with `separator`; an empty list gives empty text.
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Shortest text that parses to exactly the same double, such as "0.1" or "1e-07". Non-finite
/// values give "nan", "inf" and "-inf".
std::string format_number(double value);

/// Like format_number, the shortest text that parses to the same float.
std::string format_float32(float value);

/// Formats `value` with `digits` (0 to 20) decimals, like printf's %.*f; also "nan" and "inf".
std::string format_fixed(double value, int digits);

/// Formats a duration: "850 ms", "12.3 s", "4 min 05 s", "2 h 03 min". seconds: 0 to 1e12; throws
/// sae::Error (kInternal) on others and on nan.
std::string format_duration(double seconds);

/// Formats an integer with a thousands separator: "60,000", "-1,234".
std::string format_count(std::int64_t n);

/// The candidate that `word` probably means. It is the only one that begins with `word`; otherwise
/// the one at the smallest optimal-string-alignment distance (insert, delete, replace, swap
/// neighbours; https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance), the first on a tie.
/// nullopt if that distance exceeds max(1, length of `word` / 3).
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// Whether the text is valid UTF-8 (Unicode 15, table 3-7: no overlong form, surrogate or value
/// above U+10FFFF).
bool is_utf8(std::string_view text);

/// Length in bytes of the UTF-8 character at the start of the text; 0 if it is not valid.
std::size_t character_length(std::string_view text);

/// Appends a code point as UTF-8. point: 0 to 0x10ffff; a surrogate makes the text invalid UTF-8.
void append_utf8(std::string& text, char32_t point);

/// First `most` bytes of the text; fewer if that would cut a UTF-8 character.
std::string_view whole_characters(std::string_view text, std::size_t most);

/// The text made safe for a terminal: control characters become "\xNN"; if the text is not UTF-8,
/// so do all bytes beyond ASCII.
std::string printable(std::string_view text);

/// The printable text, cut to 60 bytes and "..." for one-line messages.
std::string excerpt(std::string_view text);

/// Number of UTF-8 characters; each byte that belongs to none counts as one.
std::size_t characters_in(std::string_view text);

/// The printable text, cut or padded with spaces to a width in characters.
std::string fit_width(std::string_view text, std::size_t width);

/// The text with spaces before it, up to a width in characters; a longer text is not cut.
std::string right_aligned(std::string_view text, std::size_t width);

/// The text without spaces at its ends.
std::string_view trimmed(std::string_view text);

/// The excerpt in single quotes.
std::string quote(std::string_view text);

/// The text as one word for a POSIX shell: in single quotes unless it is plain ("runs/x", "0.1").
std::string shell_word(std::string_view text);

}  // namespace sae::base
