// SPDX-License-Identifier: MIT
// Tests of the part of a report that describes the run.
#include "report/run_card.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "run/config_file.h"
#include "support/reported_run.h"

namespace sae::report {
namespace {

using format::Json;

Json described(const test::ReportedRun& reported) {
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  return describe_run({run, split}, measure_run({run, split}));
}

/// The member of a list whose "name" is this.
Json named(const Json& list, const std::string& name) {
  const auto found =
      std::ranges::find_if(list, [&](const Json& one) { return one["name"] == name; });
  return found == list.end() ? Json() : *found;
}

TEST(DescribeRun, GivesFiguresWithTheirMeaning) {
  const Json json = described(test::ReportedRun());
  EXPECT_EQ(named(json["card"], "validation MSE")["value"], "2");
  EXPECT_EQ(named(json["card"], "L0")["meaning"], "active units per sample, of 1");
  EXPECT_EQ(named(json["card"], "dead units")["grade"], "good");
  EXPECT_TRUE(named(json["card"], "ρ̂").is_null()) << "no KL penalty";
  EXPECT_TRUE(named(json["card"], "time").is_null()) << "no summary.json";
  EXPECT_EQ(json["errors"]["high"], 4);
  EXPECT_EQ(json["history"]["val_mse"].dump(), "[0.5]");
}

TEST(DescribeRun, MarksOptionsThatDifferFromTheirDefaults) {
  const Json json = described(test::ReportedRun());
  EXPECT_EQ(named(json["config"], "label_column")["changed"], true);
  EXPECT_EQ(named(json["config"], "label_column")["value"], "kind");
  EXPECT_EQ(named(json["config"], "epochs")["changed"], false);
}

TEST(DescribeRun, TakesTimeEngineAndBudgetFromTheSummary) {
  const test::ReportedRun reported;
  std::ofstream(reported.path + "/summary.json")
      << R"({"wall_seconds": 61, "engine": "fused", "engine_reason": "why",)"
      << R"( "fvu_at_k": [{"k": 1, "fvu": 0.25}, {"k": 2, "fvu": "nan"}]})";
  const Json json = described(reported);
  EXPECT_EQ(named(json["card"], "time")["value"], "1 min 01 s");
  EXPECT_EQ(named(json["card"], "engine")["meaning"], "why");
  EXPECT_EQ(json["budget"].dump(), R"([{"k":1,"fvu":0.25}])");
}

TEST(DescribeRun, NeedsNoMetricsOfAnImportedRun) {
  const test::ReportedRun reported;
  const std::string path = reported.path + "/config.json";
  Json config = format::read_json(path, ErrorKind::kData);
  config["provenance"][run::kImportedKey] = {{"kind", "sae-lens"}};
  std::ofstream(path) << config.dump();
  std::filesystem::remove(reported.path + "/metrics.csv");
  const Json json = described(reported);
  EXPECT_EQ(json["history"].dump(), "{}");
  EXPECT_EQ(json["run"]["epoch"], 0);
}

TEST(DescribeRun, SurvivesADamagedSummary) {
  const test::ReportedRun reported;
  for (const char* text : {"[]", "{", R"({"fvu_at_k": [1, {"k": "x", "fvu": 1}], "engine": 3})"}) {
    std::ofstream(reported.path + "/summary.json") << text;
    EXPECT_TRUE(described(reported)["budget"].empty()) << text;
  }
}

}  // namespace
}  // namespace sae::report
