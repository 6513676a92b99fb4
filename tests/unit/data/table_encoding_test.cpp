// SPDX-License-Identifier: MIT
// Tests of turning columns into features.
#include "data/table_encoding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/tensors.h"

namespace sae::data {
namespace {

using format::ColumnKind;
using Words = std::vector<std::string>;
using Values = std::vector<double>;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

format::Table table_of(std::vector<format::TableColumn> columns, const Values& values) {
  format::Table table;
  table.rows = static_cast<std::int64_t>(values.size() / columns.size());
  table.columns = std::move(columns);
  for (const double value : values) table.values.add(value);
  return table;
}

const format::TableColumn kSize = {"size", ColumnKind::kNumber, {}};
const format::TableColumn kColour = {"colour", ColumnKind::kText, {"blue", "red"}};

TEST(TableEncoding, HasAFeatureForEachText) {
  const TableEncoding encoding({kColour, kSize});
  EXPECT_EQ(encoding.width(), 3);
  EXPECT_EQ(encoding.feature_names(), (Words{"colour=blue", "colour=red", "size"}));
  EXPECT_EQ(encoding.categories(), (std::vector<bool>{true, true, false}));
  const at::Tensor features = encoding.encode(table_of({kColour, kSize}, {1, 7, 0, 8}));
  EXPECT_EQ(test::values(features), (Values{0, 1, 7, 1, 0, 8}));
}

TEST(TableEncoding, TakesMissingValuesOverToAllFeaturesOfTheirColumn) {
  const TableEncoding encoding({kColour, kSize});
  const Values values =
      test::values(encoding.encode(table_of({kColour, kSize}, {kMissing, 7, 0, kMissing})));
  EXPECT_TRUE(std::isnan(values[0]) && std::isnan(values[1]) && std::isnan(values[5]));
  EXPECT_EQ(values[2], 7);
  EXPECT_EQ(values[3], 1);
}

TEST(TableEncoding, KeepsNumbersAndTheirType) {
  const TableEncoding encoding({kSize, {"when", ColumnKind::kDate, {}}});
  EXPECT_TRUE(encoding.categories().empty());
  const at::Tensor floats = encoding.encode(table_of(encoding.columns(), {1, 2, 3, 4}));
  EXPECT_EQ(floats.scalar_type(), at::kFloat);
  EXPECT_EQ(test::values(floats), (Values{1, 2, 3, 4}));
  const at::Tensor doubles = encoding.encode(table_of(encoding.columns(), {0.1, 2}));
  EXPECT_EQ(doubles.scalar_type(), at::kDouble);
  EXPECT_EQ(test::values(doubles), (Values{0.1, 2}));
}

TEST(TableEncoding, HasNoNamesWithoutAHeader) {
  EXPECT_TRUE(TableEncoding({{"", ColumnKind::kText, {"x"}}}).feature_names().empty());
  EXPECT_EQ(TableEncoding().width(), 0);
}

}  // namespace
}  // namespace sae::data
