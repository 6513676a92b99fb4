// SPDX-License-Identifier: MIT
// Helpers of the readers of text files.
#include "format/plain_text.h"

#include "base/error.h"

namespace sae::format {

std::string_view skip_byte_order_mark(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

std::string_view expect_utf8(std::string_view text, const std::string& name) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    throw Error(ErrorKind::kData, name + ": expected text in UTF-8, found UTF-16",
                "save it as UTF-8");
  }
  return skip_byte_order_mark(text);
}

bool is_word(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return std::equal(text.begin(), text.end(), word.begin(), word.end(), same);
}

std::string_view without_plus(std::string_view number) {
  if (number.starts_with('+') && !number.starts_with("+-")) number.remove_prefix(1);
  return number;
}

}  // namespace sae::format
