// SPDX-License-Identifier: MIT
// Small pictures as text for a terminal.
#include "picture/text_picture.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace sae::picture {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr int kGap = 2;

using Rgb = std::array<int, 3>;

/// The colour of a pixel; black below the picture.
Rgb pixel(const Tiles& tiles, std::int64_t index, int y, int x) {
  if (y >= tiles.height) return {0, 0, 0};
  const float* tile =
      tiles.values.data() + static_cast<std::size_t>(index) * values_per_tile(tiles);
  const float* value = tile + (static_cast<std::ptrdiff_t>(y) * tiles.width + x) * tiles.channels;
  Rgb colour{};
  for (std::size_t i = 0; i < colour.size(); ++i) {
    colour[i] = shade_of_unit(value[tiles.channels == 1 ? 0 : i]);
  }
  return colour;
}

std::string colour_code(int ground, const Rgb& colour) {
  return "\x1b[" + std::to_string(ground) + ";2;" + std::to_string(colour[0]) + ";" +
         std::to_string(colour[1]) + ";" + std::to_string(colour[2]) + "m";
}

/// Two pixels, the upper one in the foreground colour of the upper half block.
std::string colour_character(const Rgb& upper, const Rgb& lower) {
  constexpr int kForeground = 38, kBackground = 48;
  return colour_code(kForeground, upper) + colour_code(kBackground, lower) + "▀";
}

char plain_character(const Rgb& upper, const Rgb& lower) {
  static constexpr std::string_view kShades = " .:-=+*#%@";
  constexpr int kLargest = 255, kChannels = 6;
  int sum = 0;
  for (const Rgb& colour : {upper, lower}) {
    for (const int channel : colour) sum += channel;
  }
  return kShades[static_cast<std::size_t>(sum) * (kShades.size() - 1) / (kLargest * kChannels)];
}

}  // namespace

std::vector<std::string> text_picture(const Tiles& tiles, std::int64_t index,
                                      CharacterStyle style) {
  std::vector<std::string> lines;
  for (int y = 0; y < tiles.height; y += 2) {
    std::string line;
    for (int x = 0; x < tiles.width; ++x) {
      const Rgb upper = pixel(tiles, index, y, x), lower = pixel(tiles, index, y + 1, x);
      if (style == CharacterStyle::kColour) {
        line += colour_character(upper, lower);
      } else {
        line += plain_character(upper, lower);
      }
    }
    if (style == CharacterStyle::kColour) line += kReset;
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string beside(const std::vector<CaptionedPicture>& pictures, int columns) {
  std::string text;
  std::size_t first = 0;
  while (first < pictures.size()) {
    const int width = pictures[first].width + kGap;
    const auto fitting = static_cast<std::size_t>(std::max((columns + kGap) / width, 1));
    const std::size_t end = std::min(first + fitting, pictures.size());
    const auto gap = [&](std::size_t i) { return std::string(i == first ? 0 : kGap, ' '); };
    std::size_t height = 0;
    for (std::size_t i = first; i < end; ++i) {
      text += gap(i) +
              base::fit_width(pictures[i].caption, static_cast<std::size_t>(pictures[i].width));
      height = std::max(height, pictures[i].lines.size());
    }
    text += "\n";
    for (std::size_t line = 0; line < height; ++line) {
      for (std::size_t i = first; i < end; ++i) {
        text += gap(i) + pictures[i].lines[line];
      }
      text += "\n";
    }
    first = end;
  }
  return text;
}

}  // namespace sae::picture
