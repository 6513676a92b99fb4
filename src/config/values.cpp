// SPDX-License-Identifier: MIT
// Conversion of class lists, presets and corruptions to text and back.
#include "config/values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <utility>

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

std::optional<Colour> ValueText<Colour>::parse(const Field&, std::string_view text) {
  if (text == "white") return Colour{255, 255, 255};
  if (text == "black") return Colour{0, 0, 0};
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value, 16);
  if (text.size() != 6 || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  const auto byte = [value](unsigned shift) {
    return static_cast<std::uint8_t>(value >> shift & 0xffU);
  };
  return Colour{byte(16), byte(8), byte(0)};
}

std::string ValueText<Colour>::format(const Field&, const Colour& value) {
  std::array<char, 7> text{};
  std::snprintf(text.data(), text.size(), "%02x%02x%02x", value.red, value.green, value.blue);
  return text.data();
}

std::optional<ImageSize> ValueText<ImageSize>::parse(const Field&, std::string_view text) {
  std::vector<std::int64_t> sizes;
  for (const std::string& part : base::split(text, 'x')) {
    const auto size = base::parse_integer(part);
    if (!size || *size < 1 || *size > static_cast<std::int64_t>(fields::kMostPixels))
      return std::nullopt;
    sizes.push_back(*size);
  }
  if (sizes.size() == 2) return ImageSize{sizes[0], sizes[1]};
  if (sizes.size() != 3) return std::nullopt;
  const auto is_channels = [](std::int64_t size) { return size == 1 || size == 3; };
  if (is_channels(sizes[2])) return ImageSize{sizes[0], sizes[1], sizes[2]};
  if (is_channels(sizes[0])) return ImageSize{sizes[1], sizes[2], sizes[0], /*planar=*/true};
  return std::nullopt;
}

std::string ValueText<ImageSize>::format(const Field&, const ImageSize& value) {
  const std::string sides = std::to_string(value.height) + "x" + std::to_string(value.width);
  if (value.planar) return std::to_string(value.channels) + "x" + sides;
  return value.channels == 1 ? sides : sides + "x" + std::to_string(value.channels);
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

std::optional<Duration> ValueText<Duration>::parse(const Field&, std::string_view text) {
  constexpr double kMostSeconds = 365.0 * 86400;
  constexpr std::array<std::pair<char, double>, 4> kUnits = {
      {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}}};
  double factor = 1;
  for (const auto& [unit, seconds] : kUnits) {
    if (!text.ends_with(unit)) continue;
    factor = seconds;
    text.remove_suffix(1);
    break;
  }
  const auto number = base::parse_number(text);
  if (!number || *number <= 0 || *number * factor > kMostSeconds) return std::nullopt;
  return Duration{*number * factor};
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
