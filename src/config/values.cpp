// SPDX-License-Identifier: MIT
// Conversion of class lists, presets and corruptions to text and back.
#include "config/values.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "config/presets.h"

namespace sae::config {

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

namespace {

struct NamedMark {
  std::string_view name;
  char character;
};
constexpr auto kNamedMarks = std::to_array<NamedMark>(
    {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}, {"space", ' '}});

}  // namespace

std::optional<Mark> ValueText<Mark>::parse(const Field&, std::string_view text) {
  const auto named = std::ranges::find(kNamedMarks, text, &NamedMark::name);
  if (named != kNamedMarks.end()) return Mark{named->character};
  // These belong to numbers and quotes.
  constexpr std::string_view kReserved = "+-.\"'_";
  const bool punctuation = text.size() == 1 && text[0] > ' ' && text[0] <= '~' &&
                           !std::isalnum(static_cast<unsigned char>(text[0])) &&
                           kReserved.find(text[0]) == std::string_view::npos;
  return punctuation ? std::optional(Mark{text[0]}) : std::nullopt;
}

std::string ValueText<Mark>::format(const Field&, const Mark& value) {
  const auto named = std::ranges::find(kNamedMarks, value.character, &NamedMark::character);
  return named == kNamedMarks.end() ? std::string(1, value.character) : std::string(named->name);
}

std::optional<ColumnList> ValueText<ColumnList>::parse(const Field&, std::string_view text) {
  ColumnList list{base::split(text, ',')};
  const bool sound =
      base::is_utf8(text) && std::ranges::find(list.patterns, "") == list.patterns.end();
  return sound ? std::optional(list) : std::nullopt;
}

std::optional<PresetChoice> ValueText<PresetChoice>::parse(const Field&, std::string_view text) {
  const std::vector<std::string> names = preset_names();
  const bool is_known = text == "none" || std::ranges::find(names, text) != names.end();
  if (!is_known && !(text.ends_with(".json") && base::is_utf8(text))) return std::nullopt;
  return PresetChoice{std::string(text)};
}

std::string ValueText<PresetChoice>::expected(const Field&) {
  return "none, " + base::join(preset_names(), ", ") + " or a path that ends in .json";
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
