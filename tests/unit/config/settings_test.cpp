// SPDX-License-Identifier: MIT
// Tests of filling option structs from settings.
#include "config/settings.h"

#include <gtest/gtest.h>

#include "config/fields.h"

namespace sae::config {
namespace {

/// Options of a made-up command.
struct Colours {
  std::int64_t count = 3;
  std::optional<double> share;
};

template <class AnyColours, class Visitor>
void visit_options(AnyColours& colours, Visitor&& visit) {
  visit(Field{"Colours", "-c,--count", "N", "how many", ""}, colours.count);
  visit(Field{"Colours", "--share", "S", "of what", "all"}, colours.share);
}

TEST(Describe, ReturnsEachFieldWithItsValueAsText) {
  const std::vector<FieldText> described = describe(Colours());
  ASSERT_EQ(described.size(), 2U);
  EXPECT_EQ(described[0].field.name() + "=" + described[0].text, "count=3");
  EXPECT_EQ(described[1].field.name() + "=" + described[1].text, "share=all");
}

TEST(WithSettings, AppliesTypedSettings) {
  const Colours colours = with_settings(Colours(), {{"share", "0.5"}});
  EXPECT_EQ(colours.count, 3);
  EXPECT_EQ(colours.share, 0.5);
  EXPECT_FALSE(with_settings(colours, {{"share", "all"}}).share);
}

TEST(WithSettings, ReportsAllUnreadableValuesAtOnce) {
  try {
    with_settings(Colours(), {{"count", "3.5"}, {"share", "nan"}});
    FAIL();
  } catch (const UsageErrors& errors) {
    EXPECT_EQ(errors.lines(),
              (std::vector<std::string>{
                  "--count: expected a whole decimal number, found '3.5'",
                  "--share: expected a finite decimal number or all, found 'nan'"}));
  }
}

TEST(Assign, RecognisesFieldNames) {
  Colours colours;
  const auto known = [&](const char* name) {
    return assign({name, "1"}, [&](auto&& visitor) { visit_options(colours, visitor); }).known;
  };
  EXPECT_TRUE(known("count"));
  EXPECT_FALSE(known("c"));
  EXPECT_EQ(colours.count, 1);
}

DataConfig of_a_run() {
  DataConfig data;
  data.data = "train.csv";
  data.format = DataFormat::kTable;
  data.label_column = "class";
  data.window = 3;
  data.labels = "labels.csv";
  data.classes = ClassNames{{"1", "2"}};
  data.valid = 0.2;
  data.limit = 100;
  data.scale = Scale::kStandardize;
  return data;
}

TEST(InferenceData, OverridesTheRunsDataByTypedSettings) {
  const DataConfig data = inference_data(of_a_run(), {{"limit", "all"}, {"epochs", "3"}});
  EXPECT_EQ(data.data, "train.csv");
  EXPECT_EQ(data.labels, "labels.csv");
  EXPECT_EQ(data.valid, 0.2);
  EXPECT_EQ(data.window, 3);
  EXPECT_FALSE(data.limit);
  EXPECT_EQ(data.scale, Scale::kStandardize);
}

TEST(InferenceData, UsesAllRowsOfOtherDataWithTheRunsReading) {
  const DataConfig data = inference_data(of_a_run(), {{"data", "test.csv"}, {"classes", "1"}});
  EXPECT_EQ(data.data, "test.csv");
  EXPECT_EQ(data.format, DataFormat::kAuto);
  EXPECT_EQ(data.label_column, "class");
  EXPECT_EQ(data.window, 3);
  EXPECT_FALSE(data.labels);
  EXPECT_FALSE(data.valid);
  EXPECT_FALSE(data.limit);
  EXPECT_EQ(data.classes, (ClassNames{{"1"}}));
  EXPECT_EQ(data.scale, Scale::kStandardize);
}

// The preprocessing of a run's rows cannot be changed.
TEST(InferenceData, KeepsTheRunsPreprocessing) {
  EXPECT_EQ(inference_data(of_a_run(), {{"scale", "unit"}}).scale, Scale::kStandardize);
}

}  // namespace
}  // namespace sae::config
