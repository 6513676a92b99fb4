// SPDX-License-Identifier: MIT
// A matrix of numbers as colours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/image.h"
#include "picture/canvas.h"

namespace sae::picture {

/// More cells are not shown in either direction: a pixel each downwards, two to the right.
inline constexpr std::int64_t kMostMapRows = 1000;
inline constexpr std::int64_t kMostMapColumns = 512;

struct HeatMap {
  std::string title;
  std::string caption;                    ///< wrapped to the width
  std::string row_label;                  ///< what the rows are
  std::string column_label;               ///< what the columns are
  std::string value_label;                ///< what the colours are
  std::vector<std::string> row_names;     ///< 1 to kMostMapRows
  std::vector<std::string> column_names;  ///< 1 to kMostMapColumns
  std::vector<double> values;             ///< [rows x columns], row-major
  std::string bar_label;
  std::vector<double> bars;  ///< a share in [0, 1] above each column; empty: none
};

/// Sides of a cell in pixels, chosen such that the map is at most about 1,100 x 1,000.
struct CellSize {
  int width = 0;
  int height = 0;
};
CellSize cell_size(std::size_t rows, std::size_t columns);

/// The magnitude that at most 1 % of the finite values exceed, or the largest if that is 0; it has
/// the full colour.
double colour_limit(const std::vector<double>& values);

/// Blue for -1, white for 0, red for 1; beyond as at the ends; grey for what is no number.
Colour diverging_colour(double share);

/// RGB on white, with a scale of the colours. Where texts do not fit, only every n-th row and
/// column has its own. Throws kInternal when the numbers of names and values do not fit; kOutput as
/// Canvas does.
format::Image draw_heat_map(const HeatMap& map);

}  // namespace sae::picture
