// SPDX-License-Identifier: MIT
// Values of parsed tables.
#pragma once

#include <vector>

#include "format/table.h"

namespace sae::test {

/// All values, row by row.
inline std::vector<double> values_of(const format::Table& table) {
  std::vector<double> values;
  for (std::size_t i = 0; i < table.values.size(); ++i) values.push_back(table.values[i]);
  return values;
}

}  // namespace sae::test
