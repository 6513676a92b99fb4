// SPDX-License-Identifier: MIT
// Pictures made of small images in rows and columns: reconstructions and features.
#pragma once

#include <string>
#include <vector>

#include "format/image.h"
#include "picture/tiles.h"

namespace sae::picture {

/// Tiles that stand side by side, and what is written left of them (may be empty).
struct TileRow {
  std::string label;
  Tiles tiles;
};

/// The other texts of a reconstruction grid; whatever is empty is left out, and takes no room.
struct GridTexts {
  std::string caption = {};             ///< above the grid, wrapped to its width
  std::vector<std::string> names = {};  ///< one a column (its class, say), above the column
};

/// Versions of the same images, one row over another: an original over its reconstruction; or what
/// a network saw, what it made of it, and what it ought to have made; as RGB on light grey. At most
/// 10 columns stand side by side; more wrap into bands of nearly equal length with a thin line
/// between them. Values are meant to lie in [0, 1] and are clipped to it for display only; one that
/// is not a number shows as mid grey. A tile is enlarged by the largest whole number that keeps its
/// longer side at most 112 pixels (1 if it is larger; reduced where the grid would exceed
/// kTileBudget); neighbours are 8 pixels apart. Without any
/// text, column k of the first band has its tile of row r at x = 16 + k (w + 8), y = 16 +
/// r (h + 4), w x h being the enlarged size; the next band begins 24 pixels below the last row.
/// Throws kInternal when there are no rows or tiles, when rows differ in count or size, when
/// `names` is neither empty nor as long as they are, or when the number of values is wrong;
/// kOutput as Canvas does.
format::Image reconstruction_grid(const std::vector<TileRow>& rows, const GridTexts& texts = {});

/// What each unit looks for, in a grid of ceil(sqrt(count)) columns, as RGB on light grey, with a
/// caption above it (may be empty; wrapped to the width). Contrast is per tile and symmetric: 0 is
/// mid grey (128); the magnitude that at most 1 % of the tile's values exceed is white (+) or
/// black (-), and those beyond it are clipped. So signs compare between tiles, a weight of no
/// effect never looks like one of some, and a few extreme pixels cannot hide the rest (a map of
/// each tile's own minimum to black and maximum to white fails in all three). Where 99 % of a tile
/// are 0 its largest magnitude is the limit. A tile of zeros is mid grey, and so is a value that is
/// not finite. Tiles are enlarged by a whole number to at most 112 pixels, such that the grid is at
/// most about 1100 wide, and reduced where it would exceed kTileBudget. Without a caption, tile k
/// has its corner at x = 16 + (k mod columns)(w + 4), y = 16 + (k div columns)(h + 4). Throws
/// kInternal unless there are 1..256 tiles with the right number of values; kOutput as Canvas does.
format::Image feature_grid(const Tiles& features, const std::string& caption = "");

}  // namespace sae::picture
