// SPDX-License-Identifier: MIT
// The classes of labelled rows.
#include "format/classes.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <functional>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "format/plain_text.h"

namespace sae::format {
namespace {

// Doubles represent every whole number up to this one exactly.
constexpr double kLargestWhole = 9007199254740992;

std::optional<double> label_number(std::string_view text) {
  return base::parse_number(without_plus(text));
}

bool is_whole(double value) {
  return std::abs(value) <= kLargestWhole && value == std::floor(value);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Removes the leading run of digits from `text` and returns it without leading zeros.
std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

std::strong_ordering compare_runs(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::strong_ordering compare_words(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view run = take_digits(a);
      if (const auto order = compare_runs(run, take_digits(b)); std::is_neq(order)) return order;
      continue;
    }
    if (a.front() != b.front()) {
      return static_cast<unsigned char>(a.front()) <=> static_cast<unsigned char>(b.front());
    }
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() <=> b.size();
}

// Numbers the distinct labels in ascending order by `less`.
template <class Label, class Less>
Classes number_labels(std::span<const Label> labels, const std::string& place, const Less& less,
                      std::string (*name)(const Label&)) {
  std::map<Label, std::int64_t, Less> classes(less);
  for (const Label& label : labels) {
    classes.try_emplace(label, 0);
    if (classes.size() <= kMostClasses) continue;
    throw Error(
        ErrorKind::kData,
        place + ": expected at most " + std::to_string(kMostClasses) + " classes, found more",
        "are these values class labels?");
  }
  Classes result;
  for (auto& [label, number] : classes) {
    number = static_cast<std::int64_t>(result.names.size());
    result.names.push_back(name(label));
  }
  result.of.reserve(labels.size());
  for (const Label& label : labels) result.of.push_back(classes.at(label));
  return result;
}

// The labels as whole numbers; nullopt if any label is not a number.
std::optional<std::vector<std::int64_t>> whole_numbers(std::span<const std::string> labels,
                                                       const std::string& place) {
  std::vector<std::int64_t> numbers;
  const std::string* broken = nullptr;
  for (const std::string& label : labels) {
    const std::optional<double> value = label_number(label);
    if (!value) return std::nullopt;
    if (!is_whole(*value)) {
      broken = &label;
    } else {
      numbers.push_back(static_cast<std::int64_t>(*value));
    }
  }
  if (broken == nullptr) return numbers;
  throw Error(
      ErrorKind::kData,
      place + ": expected labels that are whole numbers or names, found " + base::quote(*broken),
      "are these values class labels?");
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const std::optional<double> first = label_number(a), second = label_number(b);
  if (first.has_value() != second.has_value()) return first.has_value();
  if (first && *first != *second) return *first < *second;
  const std::strong_ordering order = first ? std::strong_ordering::equal : compare_words(a, b);
  return std::is_neq(order) ? std::is_lt(order) : a < b;
}

Classes classes_of(std::span<const std::int64_t> labels, const std::string& place) {
  return number_labels<std::int64_t>(labels, place, std::less<>(), [](const std::int64_t& label) {
    return std::to_string(label);
  });
}

Classes classes_of(std::span<const std::string> labels, const std::string& place) {
  if (const auto numbers = whole_numbers(labels, place)) {
    return classes_of(std::span<const std::int64_t>(*numbers), place);
  }
  const auto before = [](std::string_view a, std::string_view b) { return natural_less(a, b); };
  return number_labels<std::string>(labels, place, before,
                                    [](const std::string& label) { return label; });
}

}  // namespace sae::format
