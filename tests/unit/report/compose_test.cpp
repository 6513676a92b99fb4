// SPDX-License-Identifier: MIT
// Tests of how a report is cut to a size.
#include "report/compose.h"

#include <gtest/gtest.h>

namespace sae::report {
namespace {

TEST(Extents, CutRowsThenBandsThenUnits) {
  const std::vector<Extent> all = extents(600);
  EXPECT_EQ(all.front().strongest, analysis::kStrongestRows);
  EXPECT_EQ(all.front().units, static_cast<std::size_t>(kMostTiles));
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_LE(all[i].strongest, all[i - 1].strongest);
    EXPECT_LE(all[i].bands, all[i - 1].bands);
    EXPECT_LE(all[i].units, all[i - 1].units);
  }
  EXPECT_FALSE(all[3].bands);
  EXPECT_EQ(all[3].units, static_cast<std::size_t>(kMostTiles));
  EXPECT_EQ(all[4].units, 300U);
  EXPECT_EQ(all.back().units, 18U);
}

TEST(Extents, KeepAFewUnits) { EXPECT_EQ(extents(20).size(), 4U); }

}  // namespace
}  // namespace sae::report
