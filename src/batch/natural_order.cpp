// SPDX-License-Identifier: MIT
// The order of texts that contain numbers, as people expect it.
#include "batch/natural_order.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace sae::batch {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// The digits at the start of the text, without leading zeros.
struct Digits {
  std::string_view value;
  std::size_t length = 0;  ///< with leading zeros
};

Digits leading_digits(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto length = static_cast<std::size_t>(end - text.begin());
  const std::string_view digits = text.substr(0, length);
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), length);
  return {digits.substr(zeros), length};
}

std::weak_ordering order_of_texts(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const Digits first = leading_digits(a), second = leading_digits(b);
      // Without leading zeros, the longer number is the larger one.
      const auto lengths = first.value.size() <=> second.value.size();
      if (std::is_neq(lengths)) return lengths;
      if (const auto order = first.value <=> second.value; std::is_neq(order)) return order;
      a.remove_prefix(first.length);
      b.remove_prefix(second.length);
    } else {
      if (const auto order = a.front() <=> b.front(); std::is_neq(order)) return order;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.size() <=> b.size();
}

}  // namespace

std::weak_ordering natural_order(std::string_view a, std::string_view b) {
  const auto first = base::parse_number(a), second = base::parse_number(b);
  if (!first && !second) return order_of_texts(a, b);
  if (!first || !second) return second.has_value() <=> first.has_value();
  if (*first < *second) return std::weak_ordering::less;
  return *first > *second ? std::weak_ordering::greater : std::weak_ordering::equivalent;
}

}  // namespace sae::batch
