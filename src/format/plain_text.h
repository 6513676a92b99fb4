// SPDX-License-Identifier: MIT
// Helpers of the readers of text files.
#pragma once

#include <string>
#include <string_view>

namespace sae::format {

/// The text without a UTF-8 byte order mark at its start.
std::string_view skip_byte_order_mark(std::string_view text);

/// Like skip_byte_order_mark, for a whole file. `name` is the file name for messages. Throws
/// sae::Error (kData) if the text begins with a byte order mark of UTF-16.
std::string_view expect_utf8(std::string_view text, const std::string& name);

/// Whether the text is the word but for the case of ASCII letters. word: in lower case.
bool is_word(std::string_view text, std::string_view word);

/// A number without a leading '+', which base::parse_number refuses; "+-1" is unchanged.
std::string_view without_plus(std::string_view number);

}  // namespace sae::format
