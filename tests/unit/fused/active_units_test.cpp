// SPDX-License-Identifier: MIT
// Tests of lists of active units.
#include "fused/active_units.h"

#include <gtest/gtest.h>

namespace sae::fused {
namespace {

TEST(ActiveUnits, KeepsItsEntriesWhenItGrows) {
  ActiveUnits<double> active;
  for (Index row = 0; row < 40; ++row) {
    active.reserve(2);
    active.append(row, 2 * row, static_cast<double>(row) / 2);
    active.append(row, 2 * row + 1, 0);
  }
  EXPECT_EQ(active.count, 80);
  EXPECT_GE(active.gradients.size(), 80U);
  EXPECT_EQ(active.rows[2 * 7], 7);
  EXPECT_EQ(active.units[2 * 7 + 1], 15);
  EXPECT_EQ(active.values[2 * 7], 3.5);
}

}  // namespace
}  // namespace sae::fused
