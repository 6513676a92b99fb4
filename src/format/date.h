// SPDX-License-Identifier: MIT
// Reads ISO 8601 dates and times.
#pragma once

#include <optional>
#include <string_view>

namespace sae::format {

/// Seconds from 1970-01-01T00:00:00 UTC to the date or time that is the whole text, in the extended
/// format of ISO 8601; negative before 1970. Without a time it is midnight, without a zone UTC.
/// - Date: YYYY-MM-DD, a day of the proleptic Gregorian calendar, years 0001 to 9999.
/// - Time: 'T' or one space, then hh:mm, hh:mm:ss or hh:mm:ss.f with 1 to 9 decimals. Hours are 00
///   to 23, seconds 00 to 59 (no leap seconds).
/// - Zone, only after a time: Z, or the offset from UTC as +hh:mm, +hhmm or +hh (or with '-'), at
///   most 23:59.
/// Returns nullopt for anything else, surrounding spaces too. A double resolves 0.24 microseconds
/// in this century.
std::optional<double> parse_date(std::string_view text);

}  // namespace sae::format
