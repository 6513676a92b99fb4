// SPDX-License-Identifier: MIT
// Strict conversions between text and numbers, and small helpers for messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sae::base {

/// Reads the whole of `text` as a decimal integer: an optional '-', then digits without leading
/// zeros. Anything else gives nullopt: an empty text, spaces, '+', "0x10", "010", and values that
/// do not fit 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Reads the whole of `text` as a finite decimal number such as "1e-3", ".05" or "-0.75". Anything
/// else gives nullopt: an empty text, spaces, '+', hexadecimal, "nan", "inf", and values that a
/// double cannot hold (too large, or so small that they would read as zero).
std::optional<double> parse_number(std::string_view text);

/// The pieces between the separators, empty ones included: "a,,b" gives {"a", "", "b"}. An empty
/// text is one empty piece.
std::vector<std::string> split(std::string_view text, char separator);

/// The parts in order with `separator` between each two; an empty list gives an empty text.
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// The shortest text that reads back to exactly the same double, such as "0.1" or "1e-07".
/// Non-finite values are "nan", "inf" and "-inf".
std::string format_number(double value);

/// `value` with `digits` (0 to 20) digits behind the point, as printf's %.*f; "nan" and "inf" as
/// such.
std::string format_fixed(double value, int digits);

/// A duration for people: "850 ms", "12.3 s", "4 min 05 s", "2 h 03 min". Takes seconds from
/// 0 to 1e12; throws sae::Error (kInternal) on others and on nan.
std::string format_duration(double seconds);

/// An integer with a comma between thousands: "60,000", "-1,234".
std::string format_count(std::int64_t n);

/// The candidate that `word` was probably meant to be: the only one that begins with `word`, or
/// else the one at the smallest optimal-string-alignment distance (insert, delete, replace, swap
/// neighbours; https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance), the first on a tie.
/// nullopt when that distance is above max(1, length of `word` / 3).
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// Whether the text is UTF-8 (Unicode 15, table 3-7: no overlong form, surrogate or value beyond
/// U+10FFFF).
bool is_utf8(std::string_view text);

/// The length in bytes of the UTF-8 character at the start of the text; 0 if there is no valid one.
std::size_t character_length(std::string_view text);

/// The first `most` bytes of the text, fewer where a UTF-8 text would be cut inside a character.
std::string_view whole_characters(std::string_view text, std::size_t most);

/// The text as it may be shown on a terminal: control characters become "\xNN", and in a text that
/// is not UTF-8 all bytes beyond ASCII.
std::string printable(std::string_view text);

/// The printable text as far as a one-line message needs it: what is beyond 60 bytes becomes "...".
std::string excerpt(std::string_view text);

/// The excerpt in single quotes.
std::string quote(std::string_view text);

}  // namespace sae::base
