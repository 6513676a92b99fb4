// SPDX-License-Identifier: MIT
// Charts of the units' directions for data that are not pictures.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "picture/heat_map.h"
#include "picture/panels.h"

namespace sae::picture {

/// Units in display order, and each one's direction in the network's scale.
struct UnitDirections {
  at::Tensor units;           ///< [M] int64
  std::vector<double> rates;  ///< [M] share of validation rows in which the unit is active
  at::Tensor directions;      ///< [M, D]
  std::int64_t all_units = 0;
  std::string meaning;  ///< meaning of a direction's values
};

/// Heat map with the table's columns downwards, units to the right. With more than kMostMapRows
/// columns, only those with the largest weights are shown, in the table's order.
HeatMap unit_map(const UnitDirections& shown, const data::Dataset& rows);

/// For a series: a panel for each of the first units, with a curve over time for each variable.
PanelSheet unit_curves(const UnitDirections& shown, const data::Dataset& rows);

}  // namespace sae::picture
