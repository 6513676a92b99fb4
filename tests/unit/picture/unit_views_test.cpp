// SPDX-License-Identifier: MIT
// Tests of charts of the units' directions.
#include "picture/unit_views.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include <numeric>

#include "support/tensors.h"

namespace sae::picture {
namespace {

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;
using Indices = std::vector<std::int64_t>;

/// Two of five units, 7 before 4, with four values each.
UnitDirections two_units() {
  return {at::tensor(Indices{7, 4}),
          {0.5, 0.25},
          test::matrix({{1, 2, 3, 4}, {-5, 6, 7, 8}}),
          5,
          "weight"};
}

TEST(UnitMap, ShowsColumnsDownwardsAndUnitsInOrder) {
  data::Dataset rows;
  rows.features = at::ones({1, 4});
  rows.column_names = {"a", "b", "c", "d"};
  const HeatMap map = unit_map(two_units(), rows);
  EXPECT_EQ(map.row_names, (Names{"a", "b", "c", "d"}));
  EXPECT_EQ(map.column_names, (Names{"7", "4"}));
  EXPECT_EQ(map.values, (Numbers{1, -5, 2, 6, 3, 7, 4, 8}));
  EXPECT_EQ(map.bars, (Numbers{0.5, 0.25}));
  EXPECT_TRUE(map.caption.starts_with("2 of 5 units, the most active first. ")) << map.caption;
}

TEST(UnitMap, ShowsTheColumnsWithTheLargestWeightsInOrder) {
  data::Dataset rows;
  rows.features = at::ones({1, 1200});
  // The weights grow with the column, except the first one.
  at::Tensor directions = at::arange(1200, at::kDouble).unsqueeze(0);
  directions[0][0] = -5000;
  const HeatMap map = unit_map({at::tensor(Indices{0}), {1}, directions, 1, "weight"}, rows);
  ASSERT_EQ(map.row_names.size(), 1000U);
  EXPECT_EQ(map.row_names[0], "column 0");
  EXPECT_EQ(map.row_names[1], "column 201");
  EXPECT_EQ(map.row_names[999], "column 1199");
  EXPECT_EQ(map.values[1], 201);
  EXPECT_NE(map.caption.find("1,000 of 1,200 columns"), std::string::npos) << map.caption;
}

TEST(UnitCurves, DrawALineForEachVariable) {
  data::Dataset rows;
  rows.features = at::ones({1, 4});
  rows.window = 2;
  rows.column_names = {"speed", "load"};
  const PanelSection section = unit_curves(two_units(), rows).sections.at(0);
  ASSERT_EQ(section.panels.size(), 2U);
  EXPECT_EQ(section.panels[0].title, "unit 7   active in 50 %");
  EXPECT_EQ(section.panels[1].title, "unit 4   active in 25 %");
  EXPECT_EQ(section.panels[1].series[0].y, (Numbers{-5, 7}));
  EXPECT_EQ(section.panels[1].series[1].y, (Numbers{6, 8}));
  EXPECT_EQ(section.legend[1].text, "load");
}

TEST(UnitCurves, LimitTheNumberOfVariables) {
  data::Dataset rows;
  rows.features = at::ones({1, 16});
  rows.window = 2;
  const UnitDirections shown{
      at::tensor(Indices{0}), {1}, at::arange(16, at::kDouble).unsqueeze(0), 1, "weight"};
  const PanelSheet sheet = unit_curves(shown, rows);
  ASSERT_EQ(sheet.sections[0].legend.size(), 6U);
  EXPECT_EQ(sheet.sections[0].legend[0].text, "column 2");
  EXPECT_NE(sheet.caption.find("6 of 8 variables"), std::string::npos) << sheet.caption;
}

}  // namespace
}  // namespace sae::picture
