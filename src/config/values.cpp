// SPDX-License-Identifier: MIT
// Conversion of class lists, presets and corruptions to text and back.
#include "config/values.h"

#include <algorithm>

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
