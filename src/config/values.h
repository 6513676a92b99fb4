// SPDX-License-Identifier: MIT
// Conversion between text and value for each option type.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/text.h"
#include "config/config.h"

namespace sae::config {

/// The type of an option's values, without "optional".
template <class Value>
struct TypedValue {
  using Type = Value;
};
template <class Value>
struct TypedValue<std::optional<Value>> {
  using Type = Value;
};

/// Conversion for one type: `parse` reads the whole text or fails, `format` writes text that parses
/// to the same value, `expected` completes "expected …" in a message.
template <class T>
struct ValueText;

template <>
struct ValueText<std::int64_t> {
  static std::optional<std::int64_t> parse(const Field&, std::string_view text) {
    return base::parse_integer(text);
  }
  static std::string format(const Field&, std::int64_t value) { return std::to_string(value); }
  static std::string expected(const Field&) { return "a whole decimal number"; }
};

template <>
struct ValueText<double> {
  static std::optional<double> parse(const Field&, std::string_view text) {
    return base::parse_number(text);
  }
  static std::string format(const Field&, double value) { return base::format_number(value); }
  static std::string expected(const Field&) { return "a finite decimal number"; }
};

template <>
struct ValueText<bool> {
  static std::optional<bool> parse(const Field&, std::string_view text) {
    if (text == "yes" || text == "true" || text == "1") return true;
    if (text == "no" || text == "false" || text == "0") return false;
    return std::nullopt;
  }
  static std::string format(const Field&, bool value) { return value ? "yes" : "no"; }
  static std::string expected(const Field&) { return "yes or no"; }
};

/// Text that config.json can contain.
template <>
struct ValueText<std::string> {
  static std::optional<std::string> parse(const Field&, std::string_view text) {
    if (text.empty() || !base::is_utf8(text)) return std::nullopt;
    return std::string(text);
  }
  static std::string format(const Field&, const std::string& value) { return value; }
  static std::string expected(const Field& field) {
    return field.value.starts_with("NAME") ? "a name in UTF-8" : "a path in UTF-8";
  }
};

template <>
struct ValueText<std::vector<std::int64_t>> {
  static std::optional<std::vector<std::int64_t>> parse(const Field&, std::string_view text) {
    std::vector<std::int64_t> values;
    for (const std::string& part : base::split(text, ',')) {
      const std::optional<std::int64_t> value = base::parse_integer(part);
      if (!value) return std::nullopt;
      values.push_back(*value);
    }
    return values;
  }
  static std::string format(const Field&, const std::vector<std::int64_t>& values) {
    std::vector<std::string> parts;
    for (const std::int64_t value : values) parts.push_back(std::to_string(value));
    return base::join(parts, ",");
  }
  static std::string expected(const Field&) { return "whole numbers separated by commas"; }
};

/// Paths separated by commas, so a path cannot contain a comma.
template <>
struct ValueText<std::vector<std::string>> {
  static std::optional<std::vector<std::string>> parse(const Field&, std::string_view text) {
    std::vector<std::string> paths = base::split(text, ',');
    if (std::ranges::find(paths, "") != paths.end() || !base::is_utf8(text)) return std::nullopt;
    return paths;
  }
  static std::string format(const Field&, const std::vector<std::string>& paths) {
    return base::join(paths, ",");
  }
  static std::string expected(const Field&) { return "paths in UTF-8 separated by commas"; }
};

/// A number with a unit: 90s, 10m, 1.5h or 2d; without a unit, seconds. At most a year.
template <>
struct ValueText<Duration> {
  static std::optional<Duration> parse(const Field&, std::string_view text);
  static std::string format(const Field&, const Duration& value) {
    return base::format_number(value.seconds) + "s";
  }
  static std::string expected(const Field&) {
    return "a time up to 365d, such as 90s, 10m or 1.5h";
  }
};

template <>
struct ValueText<PixelSize> {
  static std::optional<PixelSize> parse(const Field&, std::string_view text) {
    const std::vector<std::string> parts = base::split(text, 'x');
    if (parts.size() != 2) return std::nullopt;
    const auto height = base::parse_integer(parts[0]), width = base::parse_integer(parts[1]);
    if (!height || !width) return std::nullopt;
    return PixelSize{*height, *width};
  }
  static std::string format(const Field&, const PixelSize& value) {
    return std::to_string(value.height) + "x" + std::to_string(value.width);
  }
  static std::string expected(const Field&) { return "height x width, such as 28x28"; }
};

/// "white", "black" or six hexadecimal digits.
template <>
struct ValueText<Colour> {
  static std::optional<Colour> parse(const Field&, std::string_view text);
  static std::string format(const Field&, const Colour& value);
  static std::string expected(const Field&) {
    return "white, black or red, green and blue as six hexadecimal digits, such as ff8000";
  }
};

/// "28x28", "32x32x3" or, planar, "3x32x32".
template <>
struct ValueText<ImageSize> {
  static std::optional<ImageSize> parse(const Field&, std::string_view text);
  static std::string format(const Field&, const ImageSize& value);
  static std::string expected(const Field&) {
    return "HxW, HxWx3 or, one channel after the other, 3xHxW, such as 28x28";
  }
};

/// Words separated by commas: "1,malignant", "5-9".
template <>
struct ValueText<ClassNames> {
  static std::optional<ClassNames> parse(const Field& field, std::string_view text);
  static std::string format(const Field& field, const ClassNames& value);
  static std::string expected(const Field&) {
    return "labels of classes, each once, such as 1 or dog,cat or 5-9";
  }
};

/// "tab", "space", "comma", "semicolon", "bar" or one punctuation character.
template <>
struct ValueText<Mark> {
  static std::optional<Mark> parse(const Field&, std::string_view text);
  static std::string format(const Field&, const Mark& value);
  static std::string expected(const Field&) {
    return "comma, semicolon, tab, bar, space or another punctuation character";
  }
};

/// "off" or a Mark.
template <>
struct ValueText<CommentMark> {
  static std::optional<CommentMark> parse(const Field& field, std::string_view text) {
    if (text == "off") return CommentMark{std::nullopt};
    const std::optional<Mark> mark = ValueText<Mark>::parse(field, text);
    return mark ? std::optional(CommentMark{mark}) : std::nullopt;
  }
  static std::string format(const Field& field, const CommentMark& value) {
    return value.mark ? ValueText<Mark>::format(field, *value.mark) : "off";
  }
  static std::string expected(const Field&) { return "off or a punctuation character"; }
};

/// Words separated by commas: "0-3,price,pixel*".
template <>
struct ValueText<ColumnList> {
  static std::optional<ColumnList> parse(const Field&, std::string_view text);
  static std::string format(const Field&, const ColumnList& value) {
    return base::join(value.patterns, ",");
  }
  static std::string expected(const Field&) {
    return "columns separated by commas, such as price,0-3 or pixel*,";
  }
};

/// "none", a name, or a path that ends in .json.
template <>
struct ValueText<PresetChoice> {
  static std::optional<PresetChoice> parse(const Field& field, std::string_view text);
  static std::string format(const Field&, const PresetChoice& value) { return value.name; }
  static std::string expected(const Field& field);
};

/// A kind of noise and its amount: "gaussian:0.5", "mask:0.3", "left_half".
template <>
struct ValueText<Corruption> {
  static std::optional<Corruption> parse(const Field& field, std::string_view text);
  static std::string format(const Field& field, const Corruption& value);
  static std::string expected(const Field&) {
    return "gaussian:DEVIATION, mask:SHARE or left_half";
  }
};

template <class Enum>
requires std::is_enum_v<Enum>
struct ValueText<Enum> {
  static std::optional<Enum> parse(const Field&, std::string_view text) {
    return enum_value<Enum>(text);
  }
  static std::string format(const Field&, Enum value) { return enum_name(value); }
  static std::string expected(const Field&) { return base::join(enum_names<Enum>(), ", "); }
};

/// Whether any word can be a value of this type.
template <class T>
inline constexpr bool kIsPath =
    std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<std::string>>;

/// An option that may be unset, typed as `field.none`. A path has no such word, as it could also be
/// a path.
template <class T>
struct ValueText<std::optional<T>> {
  static constexpr bool kTypable = !kIsPath<T>;
  static std::optional<std::optional<T>> parse(const Field& field, std::string_view text) {
    if (kTypable && text == field.none) return std::optional<T>();
    const std::optional<T> value = ValueText<T>::parse(field, text);
    if (!value) return std::nullopt;
    return std::optional<std::optional<T>>(value);
  }
  static std::string format(const Field& field, const std::optional<T>& value) {
    return value ? ValueText<T>::format(field, *value) : field.none;
  }
  static std::string expected(const Field& field) {
    return ValueText<T>::expected(field) + (kTypable ? " or " + field.none : "");
  }
};

/// All words of a type that has only some; empty for others.
template <class T>
std::vector<std::string> words_of() {
  if constexpr (std::is_same_v<T, bool>) {
    return {"yes", "no"};
  } else if constexpr (std::is_enum_v<T>) {
    return enum_names<T>();
  } else if constexpr (requires {
                         typename T::value_type;
                         T().has_value();
                       }) {
    return words_of<typename T::value_type>();
  } else {
    return {};
  }
}

}  // namespace sae::config
