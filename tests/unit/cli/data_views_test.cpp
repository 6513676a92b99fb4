// SPDX-License-Identifier: MIT
// Tests of data as text.
#include "cli/data_views.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::cli {
namespace {

std::string description_of(const data::Dataset& rows) {
  return describe_rows(rows, data::Transform::fit({}, rows.features, rows.full_scale), "x", {});
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(DataViews, DescribeImages) {
  data::Dataset rows;
  rows.features = test::uniform({5, 16}, 1, 0, 255).to(at::kByte);
  rows.features[0][0] = 0;
  rows.features[1][0] = 255;
  rows.shape = {4, 4, 1};
  rows.labels = test::integer_vector({0, 0, 1, 0, 1});
  rows.class_names = {"cat", "dog"};
  const std::string text = description_of(rows);
  EXPECT_TRUE(text.starts_with("x: 5 rows of 4 x 4 pixels, bytes\n2 classes: cat 3, dog 2\n"))
      << text;
  EXPECT_TRUE(contains(text, "after --scale unit\nall features ")) << text;
  EXPECT_TRUE(contains(text, "   0 to 1\n")) << text;
  EXPECT_TRUE(contains(text, "  …  cat\n")) << text;
}

TEST(DataViews, ListTheFirstOfManyColumns) {
  std::vector<format::TableColumn> columns;
  for (int i = 0; i < 40; ++i) columns.push_back({"c" + std::to_string(i), {}, {}});
  data::Dataset rows;
  rows.features = test::uniform({2, 40}, 1, 0, 9);
  rows.shape = {1, 40, 1};
  rows.encoding = data::TableEncoding(columns);
  rows.column_names = rows.encoding.feature_names();
  const std::string text = description_of(rows);
  EXPECT_TRUE(contains(text, "\nc29 ")) << text;
  EXPECT_FALSE(contains(text, "\nc30 ")) << text;
  EXPECT_TRUE(contains(text, "\n… 10 more columns\nall features ")) << text;
}

TEST(DataViews, NameRowsByTheirPlaceInTheFile) {
  data::Dataset rows;
  rows.features = test::matrix({{1}, {2}});
  rows.shape = {1, 1, 1};
  rows.row_ids = test::integer_vector({3, 7});
  rows.file_rows = 9;
  const std::string text = description_of(rows);
  EXPECT_TRUE(text.starts_with("x: 2 rows of 1 feature, float64; the file has 9\n")) << text;
  EXPECT_TRUE(contains(text, "  row 7: 1\n")) << text;
}

}  // namespace
}  // namespace sae::cli
