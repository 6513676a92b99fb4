// SPDX-License-Identifier: MIT
// Small pictures as text for a terminal.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "picture/tiles.h"

namespace sae::picture {

/// How a picture becomes text.
enum class CharacterStyle {
  kColour,  ///< two pixels a character, "▀" with 24-bit colours of the terminal
  kPlain,   ///< two pixels a character, from space (dark) to "@" (bright)
};

/// Lines of a tile, each as wide as the tile. Values in [0, 1]; others are clipped.
std::vector<std::string> text_picture(const Tiles& tiles, std::int64_t index, CharacterStyle style);

/// A picture with a line of text above it.
struct CaptionedPicture {
  std::string caption;             ///< cut to the picture's width
  std::vector<std::string> lines;  ///< from text_picture
  int width = 0;                   ///< in characters
};

/// The pictures beside one another, as many as fit into `columns` characters, at least one; then
/// the next below. All pictures have the same number of lines.
std::string beside(const std::vector<CaptionedPicture>& pictures, int columns);

}  // namespace sae::picture
