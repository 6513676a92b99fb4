// SPDX-License-Identifier: MIT
// Images under headings, each with a title: the centroids of clusters.
#pragma once

#include <string>
#include <vector>

#include "format/image.h"
#include "picture/tiles.h"

namespace sae::picture {

/// Two lines above a tile.
struct TileTitle {
  std::string first;
  std::string second;
};

struct TileSection {
  std::string heading;  ///< wrapped to the width
  Tiles tiles;
  std::vector<TileTitle> titles;  ///< one a tile
};

/// The sections one below the other, as RGB on light grey, at most 10 tiles side by side. Values
/// are meant to lie in [0, 1] and are clipped to it for display; one that is not a number shows as
/// mid grey. A tile is enlarged by the largest whole number that keeps its longer side at most 112
/// pixels, and reduced where the sheet would exceed kTileBudget. Throws kInternal when there are no
/// sections or tiles, or a section has another number of titles than of tiles; kOutput as Canvas
/// does.
format::Image tile_sheet(const std::vector<TileSection>& sections);

}  // namespace sae::picture
