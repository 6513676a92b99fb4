// SPDX-License-Identifier: MIT
// Sets of classes and noises as text.
#include "sae/config/values.h"

#include <algorithm>

namespace sae::config {
namespace {

/// "7" or "5-9" as its two ends.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_range(std::string_view text,
                                                                 std::int64_t most) {
  const std::size_t dash = text.find('-', 1);
  const auto first = base::parse_integer(text.substr(0, dash));
  const auto last =
      dash == std::string_view::npos ? first : base::parse_integer(text.substr(dash + 1));
  if (!first || !last || *first < 0 || *first > *last || *last > most) return std::nullopt;
  return std::pair(*first, *last);
}

}  // namespace

std::optional<ClassSet> ValueText<ClassSet>::parse(const Field&, std::string_view text) {
  ClassSet classes;
  for (const std::string& part : base::split(text, ',')) {
    const auto range = parse_range(part, kMostClass);
    if (!range) return std::nullopt;
    for (std::int64_t member = range->first; member <= range->second; ++member) {
      classes.members.push_back(member);
    }
    if (classes.members.size() > std::size_t{kMostClass} + 1) return std::nullopt;
  }
  std::ranges::sort(classes.members);
  const auto twice = std::ranges::adjacent_find(classes.members);
  if (twice != classes.members.end()) return std::nullopt;
  return classes;
}

std::string ValueText<ClassSet>::format(const Field&, const ClassSet& value) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < value.members.size();) {
    std::size_t end = i + 1;
    while (end < value.members.size() && value.members[end] == value.members[end - 1] + 1) ++end;
    const std::string first = std::to_string(value.members[i]);
    parts.push_back(end == i + 1 ? first : first + "-" + std::to_string(value.members[end - 1]));
    i = end;
  }
  return base::join(parts, ",");
}

std::optional<ClassNames> ValueText<ClassNames>::parse(const Field&, std::string_view text) {
  ClassNames classes{base::split(text, ',')};
  std::vector<std::string> sorted = classes.words;
  std::ranges::sort(sorted);
  const bool sound = !sorted.front().empty() && std::ranges::adjacent_find(sorted) == sorted.end();
  return sound ? std::optional(classes) : std::nullopt;
}

std::string ValueText<ClassNames>::format(const Field&, const ClassNames& value) {
  return base::join(value.words, ",");
}

std::optional<Corruption> ValueText<Corruption>::parse(const Field&, std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto noise = enum_value<Noise>(text.substr(0, colon));
  if (!noise) return std::nullopt;
  const bool whole = *noise == Noise::kLeftHalf;
  if (whole != (colon == std::string_view::npos)) return std::nullopt;
  if (whole) return Corruption{*noise, 0};
  const auto amount = base::parse_number(text.substr(colon + 1));
  if (!amount) return std::nullopt;
  return Corruption{*noise, *amount};
}

std::string ValueText<Corruption>::format(const Field&, const Corruption& value) {
  const std::string name = enum_name(value.noise);
  return value.noise == Noise::kLeftHalf ? name : name + ":" + base::format_number(value.amount);
}

}  // namespace sae::config
