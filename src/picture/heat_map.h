// SPDX-License-Identifier: MIT
// A matrix of numbers as a heat map.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/image.h"
#include "picture/canvas.h"

namespace sae::picture {

/// Maximum numbers of cells: one pixel per row, two pixels per column.
inline constexpr std::int64_t kMostMapRows = 1000;
inline constexpr std::int64_t kMostMapColumns = 512;

struct HeatMap {
  std::string title;
  std::string caption;                    ///< wrapped to the width
  std::string row_label;                  ///< meaning of the rows
  std::string column_label;               ///< meaning of the columns
  std::string value_label;                ///< meaning of the colours
  std::vector<std::string> row_names;     ///< 1 to kMostMapRows
  std::vector<std::string> column_names;  ///< 1 to kMostMapColumns
  std::vector<double> values;             ///< [rows x columns], row-major
  std::string bar_label;
  std::vector<double> bars;  ///< bar of [0, 1] above each column; empty: none
};

/// Sides of a cell in pixels, such that the map is at most about 1,100 x 1,000.
struct CellSize {
  int width = 0;
  int height = 0;
};
CellSize cell_size(std::size_t rows, std::size_t columns);

/// Magnitude drawn in full colour: exceeded by at most 1 % of the finite values; the largest if
/// that is 0.
double colour_limit(const std::vector<double>& values);

/// Blue for -1, white for 0, red for 1, clipped beyond; grey for nan.
Colour diverging_colour(double share);

/// Draws RGB on white with a colour scale. Where labels do not fit, only every n-th row or column
/// is labelled. Throws kInternal if the numbers of names and values do not match; kOutput as Canvas
/// does.
format::Image draw_heat_map(const HeatMap& map);

}  // namespace sae::picture
