// SPDX-License-Identifier: MIT
// Tests of charts of table and series reconstructions.
#include "picture/table_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/values.h"
#include "support/tensors.h"

namespace sae::picture {
namespace {

using Numbers = std::vector<double>;
using Indices = std::vector<std::int64_t>;

const double kNan = std::numeric_limits<double>::quiet_NaN();

at::Tensor four_rows() { return test::matrix({{1, 10, 5}, {2, 14, 5}, {4, 9, 5}, {7, 11, 5}}); }

at::Tensor four_outputs() {
  return test::matrix({{1.5, 12, 5}, {2, 10, 5}, {3, 11, 6}, {7.5, 11, 5}});
}

// Expected values from sklearn.metrics.r2_score, which gives 0 for the constant column.
TEST(ColumnR2, MatchesScikitLearn) {
  const Numbers r2 = column_r2(four_rows(), four_outputs());
  ASSERT_EQ(r2.size(), 3U);
  EXPECT_NEAR(r2[0], 0.9285714285714286, 1e-15);
  EXPECT_NEAR(r2[1], -0.7142857142857142, 1e-15);
  EXPECT_TRUE(std::isnan(r2[2]));
}

TEST(WorstFirst, SortsTheLowestFirstAndNanLast) {
  EXPECT_EQ(worst_first({0.5, kNan, -2, 0.5, 0.1}), (Indices{2, 4, 0, 3, 1}));
}

TEST(ColumnName, FallsBackToTheNumber) {
  data::Dataset rows;
  EXPECT_EQ(column_name(rows, 3), "column 3");
  rows.column_names = {"a", ""};
  EXPECT_EQ(column_name(rows, 0), "a");
  EXPECT_EQ(column_name(rows, 1), "column 1");
}

/// minmax-scaled columns in the network's scale: (x - offset) / divisor.
TableResult four_results() {
  TableResult result;
  config::DataConfig config;
  config.scale = config::Scale::kMinmax;
  result.transform = data::Transform::fit(config, four_rows());
  result.kind = "validation";
  result.epoch = 7;
  result.rows.features = result.transform.apply(four_rows(), at::kDouble);
  result.rows.column_names = {"length", "width", "same"};
  result.rows.row_ids = at::tensor(Indices{11, 22, 33, 44});
  result.rows.labels = at::tensor(Indices{0, 1, 0, 1});
  result.rows.class_names = {"cat", "dog"};
  result.output = result.transform.apply(four_outputs(), at::kDouble);
  result.lines = at::tensor(Indices{1, 2});
  return result;
}

std::vector<std::string> titles_of(const PanelSection& section) {
  std::vector<std::string> titles;
  for (const Chart& panel : section.panels) titles.push_back(panel.title);
  return titles;
}

void expect_near(const Numbers& found, const Numbers& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], wanted[i], 1e-9) << i;
}

TEST(TableSheet, ShowsColumnsInTheirUnitsWorstFirst) {
  const PanelSheet sheet = table_sheet(four_results());
  EXPECT_EQ(sheet.title, "Reconstructed validation rows, epoch 7");
  ASSERT_EQ(sheet.sections.size(), 2U);
  EXPECT_EQ(titles_of(sheet.sections[0]),
            (std::vector<std::string>{"width   R² -0.714", "length   R² 0.929",
                                      "same   constant, no R²"}));
  const std::vector<PanelSeries>& series = sheet.sections[0].panels[1].series;
  expect_near(series.back().x, {1, 2, 4, 7});
  expect_near(series.back().y, {1.5, 2, 3, 7.5});
  EXPECT_NE(sheet.caption.find("of 3 columns, the lowest R² first"), std::string::npos);
  EXPECT_NE(sheet.caption.find("R² over 4 rows"), std::string::npos);
  EXPECT_NE(sheet.caption.find("median 0.107 of all"), std::string::npos) << sheet.caption;
}

TEST(TableSheet, ShowsRowsAsLinesInTheNetworksScale) {
  const PanelSection section = table_sheet(four_results()).sections[1];
  EXPECT_EQ(titles_of(section),
            (std::vector<std::string>{"row 22, class dog", "row 33, class cat"}));
  ASSERT_EQ(section.panels[0].series.size(), 2U);
  expect_near(section.panels[0].series[0].y, {1.0 / 6, 1, 0});
  expect_near(section.panels[0].series[1].y, {1.0 / 6, 0.2, 0});
  EXPECT_EQ(section.panels[0].x.ticks[2].label, "same");
  EXPECT_EQ(section.panels[0].y.high, section.panels[1].y.high);
}

TEST(TableSheet, ShowsTheCorruptedInputToo) {
  TableResult result = four_results();
  result.seen = result.rows.features + 1;
  const PanelSection section = table_sheet(result).sections[1];
  expect_near(section.panels[0].series.at(0).y, {1.0 / 6 + 1, 2, 1});
  EXPECT_EQ(section.legend.at(2).text, "corrupted input");
}

/// N rows of D random columns, and a reconstruction of zeros.
TableResult wide_result(std::int64_t rows, std::int64_t columns) {
  TableResult result;
  result.rows.features = test::uniform({rows, columns}, 1);
  result.output = at::zeros_like(result.rows.features);
  result.lines = at::arange(std::min<std::int64_t>(rows, 6), at::kLong);
  return result;
}

TEST(TableSheet, LimitsColumnsToTwelveAndRowsToFourHundred) {
  const PanelSheet sheet = table_sheet(wide_result(1000, 1000));
  EXPECT_EQ(sheet.sections[0].panels.size(), 12U);
  EXPECT_EQ(sheet.sections[0].panels[0].series.back().x.size(), 400U);
  EXPECT_NE(sheet.caption.find("12 of 1,000 columns"), std::string::npos);
  ASSERT_EQ(sheet.sections.size(), 3U);
  EXPECT_EQ(sheet.sections[1].panels[0].series[0].x.size(), 1000U);
  EXPECT_EQ(sheet.sections[2].heading, "The same rows, first 60 columns");
  EXPECT_EQ(sheet.sections[2].panels.size(), 3U);
  EXPECT_EQ(sheet.sections[2].panels[0].series[0].x.size(), 60U);
}

TEST(TableSheet, StaysWithinTheSizeBudget) {
  for (const std::int64_t columns : {1, 5, 30, 1000, 5000}) {
    const format::Image image = draw_panels(table_sheet(wide_result(20, columns)));
    EXPECT_LT(image.width, 1600) << columns;
    EXPECT_LT(image.height, 2600) << columns;
  }
}

// Three windows of two rows of two variables: (t0, v0), (t0, v1), (t1, v0), (t1, v1).
TEST(SeriesSheet, ShowsEachVariableOverTime) {
  TableResult result;
  result.rows.features = test::matrix({{1, 10, 2, 20}, {2, 20, 3, 30}, {3, 30, 4, 10}});
  result.output = test::matrix({{1, 15, 2, 15}, {2, 15, 3, 30}, {3, 15, 4, 10}});
  result.rows.window = 2;
  result.rows.column_names = {"speed", "load"};
  result.rows.row_ids = at::tensor(Indices{1, 2, 3});
  result.lines = at::tensor(Indices{0, 2});
  const PanelSheet sheet = series_sheet(result);
  ASSERT_EQ(sheet.sections.size(), 2U);
  // Σ(x − x̂)² is 25 + 25 + 25 + 225, Σ(x − x̄)² of 10, 20, 20, 30, 30, 10 is 400.
  EXPECT_EQ(sheet.sections[0].heading, "load   R² 0.250");
  EXPECT_EQ(sheet.sections[1].heading, "speed   R² 1.000");
  EXPECT_EQ(titles_of(sheet.sections[0]), (std::vector<std::string>{"rows 0 to 1", "rows 2 to 3"}));
  EXPECT_EQ(sheet.sections[0].panels[1].series[0].y, (Numbers{30, 10}));
  EXPECT_EQ(sheet.sections[0].panels[1].series[1].y, (Numbers{15, 10}));
}

}  // namespace
}  // namespace sae::picture
