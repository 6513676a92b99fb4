// SPDX-License-Identifier: MIT
// What a field of a table can be.
#pragma once

#include <string_view>

namespace sae::format {

/// The text without spaces around it; quoted fields keep theirs.
std::string_view trim_spaces(std::string_view text);

/// Whether the text stands for a missing value: empty, NA, N/A, nan, null, ? (any case, also with a
/// sign), or a lone sign.
bool is_missing_mark(std::string_view text);

/// Whether the text is inf or infinity (any case, also with a sign).
bool is_infinity(std::string_view text);

/// Whether the text can be a column's name: not a number or date, not made of a number's characters
/// only (a mistyped number is an error, not a name), not a missing-value mark and not infinity.
bool is_column_name(std::string_view text);

/// Whether the text is a number with a decimal point or comma, also with separated thousands.
bool is_number_with_any_marks(std::string_view text);

/// Whether the text is made of digits, commas, points, signs and exponents only, with at least one
/// digit and one comma or point: perhaps a number with other marks.
bool may_have_marks(std::string_view text);

}  // namespace sae::format
