// SPDX-License-Identifier: MIT
// Sections of tiles with titles, such as the centroids of clusters.
#pragma once

#include <string>
#include <vector>

#include "format/image.h"
#include "picture/tiles.h"

namespace sae::picture {

/// Two lines of text above a tile.
struct TileTitle {
  std::string first;
  std::string second;
};

struct TileSection {
  std::string heading;  ///< wrapped to the width
  Tiles tiles;
  std::vector<TileTitle> titles;  ///< one per tile
};

/// Draws the sections below one another, RGB on light grey, at most 10 tiles per row. Values should
/// be in [0, 1] and are clipped to it for display; nan is mid grey. A tile is enlarged by the
/// largest whole number that keeps its longer side at most 112 pixels, and reduced if the sheet
/// would exceed kTileBudget. Throws kInternal if there are no sections or tiles, or if a section's
/// numbers of titles and tiles differ; kOutput as Canvas does.
format::Image tile_sheet(const std::vector<TileSection>& sections);

}  // namespace sae::picture
