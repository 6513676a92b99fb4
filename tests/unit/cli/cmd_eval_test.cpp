// SPDX-License-Identifier: MIT
// Tests of `sae eval`, in this process.
#include "cli/cmd_eval.h"

#include <gtest/gtest.h>

#include "format/json.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

using format::Json;

/// Rows (v, v). The code is the sum 2v of a row's values, and all rows are reconstructed, but a
/// negative one becomes 0.
struct SmallRun {
  test::TemporaryFolder folder;
  std::string path, table;

  SmallRun() {
    config::Config config = test::one_unit_config();
    config.model.code_activation = config::Activation::kRelu;
    config.data.scale = config::Scale::kNone;
    config.data.label_column = "kind";
    table = folder
                .write("x.csv",
                       "a,b,kind\n1,1,low\n3,3,low\n-1,-1,low\n9,9,high\n8,8,high\n"
                       "-2,-2,low\n")
                .string();
    config.data.data = table;
    path = test::save_run(folder.path() / "run", config, test::matrix({{1, 1}, {3, 3}}),
                          {test::matrix({{1, 1}}), test::vector({0}), test::matrix({{0.5}, {0.5}}),
                           test::vector({0, 0})})
               .folder.string();
  }
};

std::string evaluated(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(evaluate(words, {}), 0);
  return testing::internal::GetCapturedStdout();
}

TEST(EvalCommand, MeasuresAllRowsAndEachClassOfOtherData) {
  const SmallRun small;
  const Json json = Json::parse(evaluated({small.path, "--data", small.table, "--json"}));
  EXPECT_EQ(json["weights"], "last");
  EXPECT_EQ(json["data"]["rows"], 6);
  // (−1, −1) and (−2, −2) become 0: Σ = 2 · (1 + 4) over 12 values.
  EXPECT_DOUBLE_EQ(json["metrics"]["mse"], 10.0 / 12);
  EXPECT_EQ(json["metrics"]["zero_codes"], 2);
  ASSERT_EQ(json["classes"].size(), 2U);
  EXPECT_EQ(json["classes"][0]["name"], "high");
  EXPECT_EQ(json["classes"][0]["rows"], 2);
  EXPECT_EQ(json["classes"][0]["metrics"]["mse"], 0);
  EXPECT_EQ(json["classes"][1]["name"], "low");
  EXPECT_DOUBLE_EQ(json["classes"][1]["metrics"]["mse"], 10.0 / 8);
  // With its only unit, the error is that of all units.
  EXPECT_EQ(json["fvu_at_k"][0]["k"], 1);
  EXPECT_DOUBLE_EQ(json["fvu_at_k"][0]["fvu"], json["metrics"]["fvu"]);
}

TEST(EvalCommand, SaysWhyThereIsNoBudgetCurve) {
  const SmallRun small;
  const std::string other =
      small.folder.write("other.csv", "a,b,kind\n1,1,low\n2,2,high\n").string();
  std::filesystem::remove(small.table);
  testing::internal::CaptureStderr();
  const Json json = Json::parse(evaluated({small.path, "--data", other, "--json"}));
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("no budget curve, because it needs the training rows: "), std::string::npos)
      << log;
  EXPECT_FALSE(json.contains("fvu_at_k"));
  EXPECT_EQ(json["metrics"]["mse"], 0);
}

}  // namespace
}  // namespace sae::cli
