// SPDX-License-Identifier: MIT
// Grids of small images: reconstructions and features.
#pragma once

#include <string>
#include <vector>

#include "format/image.h"
#include "picture/tiles.h"

namespace sae::picture {

/// A row of tiles and its label on the left (may be empty).
struct TileRow {
  std::string label;
  Tiles tiles;
};

/// Other texts of a reconstruction grid; empty ones take no space.
struct GridTexts {
  std::string caption = {};             ///< above the grid, wrapped to its width
  std::vector<std::string> names = {};  ///< one per column, above it (such as its class)
};

/// Versions of the same images in rows, for example originals over reconstructions, or network
/// input, output and target; RGB on light grey. At most 10 columns; more wrap into bands of nearly
/// equal length, separated by a thin line. Values should be in [0, 1] and are clipped to it for
/// display only; nan is mid grey. A tile is enlarged by the largest whole number that keeps its
/// longer side at most 112 pixels (1 if it is larger; reduced if the grid would exceed
/// kTileBudget). Neighbours are 8 pixels apart. Without any text, column k of the first band has
/// its tile of row r at x = 16 + k (w + 8), y = 16 + r (h + 4), where w x h is the enlarged size;
/// the next band begins 24 pixels below the last row. Throws kInternal if there are no rows or
/// tiles, if rows differ in count or size, if `names` is not empty and has another length, or if
/// the number of values is wrong; kOutput as Canvas does.
format::Image reconstruction_grid(const std::vector<TileRow>& rows, const GridTexts& texts = {});

/// Features of the units in a grid of ceil(sqrt(count)) columns, RGB on light grey, with a caption
/// above (may be empty; wrapped to the width). Contrast is per tile and symmetric: 0 is mid grey
/// (128); the magnitude exceeded by at most 1 % of the tile's values is white (+) or black (-), and
/// larger ones are clipped. So signs are comparable between tiles, a zero weight always looks like
/// zero, and a few extreme pixels cannot hide the rest. (Scaling each tile from its minimum to its
/// maximum fails in all three.) If 99 % of a tile are 0, its largest magnitude is the limit. A tile
/// of zeros and values that are not finite are mid grey. Tiles are enlarged by a whole number to at
/// most 112 pixels, such that the grid is at most about 1100 wide; they are reduced if it would
/// exceed kTileBudget. Without a caption, tile k has its corner at x = 16 + (k mod columns)(w + 4),
/// y = 16 + (k div columns)(h + 4). Throws kInternal unless there are 1..256 tiles with the right
/// number of values; kOutput as Canvas does.
format::Image feature_grid(const Tiles& features, const std::string& caption = "");

}  // namespace sae::picture
