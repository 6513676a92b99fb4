// SPDX-License-Identifier: MIT
// What units look for in data that are no pictures.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "picture/heat_map.h"
#include "picture/panels.h"

namespace sae::picture {

/// Units in the order in which they are shown, and the direction of each in the network's scale.
struct UnitDirections {
  at::Tensor units;           ///< [M] int64
  std::vector<double> rates;  ///< [M] share of the validation rows in which each is active
  at::Tensor directions;      ///< [M, D]
  std::int64_t all_units = 0;
  std::string meaning;  ///< of a direction's values
};

/// Columns of the table downwards, units to the right. Where there are more than kMostMapRows
/// columns, those with the largest weights, in the table's order.
HeatMap unit_map(const UnitDirections& shown, const data::Dataset& rows);

/// Of a series: a panel for each of the first units, with a curve over time for each variable.
PanelSheet unit_curves(const UnitDirections& shown, const data::Dataset& rows);

}  // namespace sae::picture
