// SPDX-License-Identifier: MIT
// Tests of the units of a run as text, CSV and JSON.
#include "cli/units_views.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/tensors.h"

namespace sae::cli {
namespace {

using config::UnitOrder;
using Units = std::vector<std::int64_t>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Three units with these figures and two classes, "cat" and "a,b".
ListedUnits three_units() {
  ListedUnits units;
  analysis::UnitSummary& summary = units.summary;
  summary.mean = test::vector({0, 0, 0});
  summary.table.rate = test::vector({0.5, 0.25, 1});
  summary.table.mean = test::vector({1, 2, 3});
  summary.table.smallest = test::vector({0, 0, 0});
  summary.table.largest = test::vector({7, 8, 9});
  summary.table.dead = at::tensor({0, 0, 1}, at::kLong).to(at::kBool);
  summary.table.class_shares = test::matrix({{0.75, 0.25}, {0, 1}, {kNan, kNan}});
  summary.decoder_norms = test::vector({3, 2, 1});
  summary.importance.total = test::vector({0.01, 0.02, -0.01});
  summary.importance.by_class = test::matrix({{0.1, 0.2}, {0.3, 0.4}, {0.5, 0.6}});
  summary.similar.units = at::tensor({1, 0, 0}, at::kLong).view({3, 1});
  summary.similar.cosines = test::matrix({{0.5}, {0.5}, {-0.5}});
  units.class_names = {"cat", "a,b"};
  units.order = {1, 0, 2};
  return units;
}

TEST(OrderUnits, PutsTheLargestFirstAndUnitsWithoutAValueLast) {
  const ListedUnits units = three_units();
  EXPECT_EQ(order_units(units, UnitOrder::kImportance), (Units{1, 0, 2}));
  EXPECT_EQ(order_units(units, UnitOrder::kRate), (Units{2, 0, 1}));
  EXPECT_EQ(order_units(units, UnitOrder::kPurity), (Units{1, 0, 2}));
  EXPECT_EQ(order_units(units, UnitOrder::kSimilarity), (Units{0, 1, 2})) << "ties by number";
  EXPECT_EQ(order_units(units, UnitOrder::kDecoderNorm), (Units{0, 1, 2}));
  EXPECT_EQ(order_units(units, UnitOrder::kIndex), (Units{0, 1, 2}));
}

// An area of .1 tells the classes apart as well as one of .9.
TEST(OrderUnits, RanksByTheDistanceFromChance) {
  ListedUnits units = three_units();
  units.tells = ClassPair{"cat", "a,b", test::vector({0.6, 0.1, 0.8})};
  EXPECT_EQ(order_units(units, UnitOrder::kIndex), (Units{1, 2, 0}));
}

TEST(UnitsBytes, HaveALinePerUnitInOrder) {
  EXPECT_EQ(units_bytes(three_units()),
            "unit,rate,mean,smallest,largest,dead,decoder_norm,importance,nearest,similarity,"
            "purity,importance_cat,\"importance_a,b\",main_class\n"
            "1,0.25,2,0,8,0,2,0.02,0,0.5,1,0.3,0.4,\"a,b\"\n"
            "0,0.5,1,0,7,0,3,0.01,1,0.5,0.75,0.1,0.2,cat\n"
            "2,1,3,0,9,1,1,-0.01,0,-0.5,nan,0.5,0.6,\n");
}

TEST(UnitsJson, NamesTheColumns) {
  const format::Json json = units_json(three_units());
  ASSERT_EQ(json.size(), 3U);
  EXPECT_EQ(json[0]["unit"], 1);
  EXPECT_EQ(json[0]["importance_a,b"], 0.4);
  EXPECT_EQ(json[2]["purity"], "nan");
  EXPECT_FALSE(json[0].contains("auc"));
}

TEST(UnitsText, SaysWhichClassAUnitIsActiveFor) {
  ListedUnits units = three_units();
  units.tells = ClassPair{"cat", "a,b", test::vector({0.6, 0.1, 0.8})};
  const std::string text = units_text(units);
  EXPECT_NE(text.find("AUC 0.100 for a,b"), std::string::npos) << text;
  EXPECT_NE(text.find("AUC 0.800 for cat"), std::string::npos);
  EXPECT_NE(text.find("75 %  cat"), std::string::npos);
}

}  // namespace
}  // namespace sae::cli
