// SPDX-License-Identifier: MIT
// Tests of small pictures as text.
#include "picture/text_picture.h"

#include <gtest/gtest.h>

namespace sae::picture {
namespace {

using Lines = std::vector<std::string>;

/// One grey tile of 3 rows and 2 columns.
Tiles three_rows() { return {1, 3, 2, 1, {0, 1, 0, 1, 1, 0.5}}; }

// A character shows two rows; the row below the picture is black.
TEST(TextPicture, ShadesTwoRowsInACharacter) {
  EXPECT_EQ(text_picture(three_rows(), 0, CharacterStyle::kPlain), (Lines{" @", "=:"}));
}

TEST(TextPicture, PutsTheUpperPixelInTheForeground) {
  const Tiles tile = {1, 2, 1, 3, {1, 0, 0, 0, 0, 1}};
  EXPECT_EQ(text_picture(tile, 0, CharacterStyle::kColour),
            Lines{"\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀\x1b[0m"});
}

TEST(Beside, PlacesAsManyPicturesAsFit) {
  const CaptionedPicture picture = {"caption", {"ab", "cd"}, 2};
  EXPECT_EQ(beside({picture, picture, picture}, 6), "ca  ca\nab  ab\ncd  cd\nca\nab\ncd\n");
  EXPECT_EQ(beside({picture}, 1), "ca\nab\ncd\n") << "at least one";
  EXPECT_EQ(beside({}, 80), "");
}

}  // namespace
}  // namespace sae::picture
