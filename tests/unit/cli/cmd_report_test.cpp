// SPDX-License-Identifier: MIT
// Tests of `sae report`, in this process.
#include "cli/cmd_report.h"

#include <gtest/gtest.h>

#include <fstream>

#include "format/json.h"
#include "support/failure.h"
#include "support/reported_run.h"

namespace sae::cli {
namespace {

using format::Json;

std::string reported(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(write_report(words, {}), 0);
  return testing::internal::GetCapturedStdout();
}

TEST(ReportCommand, WritesThePageAndItsNumbers) {
  const test::ReportedRun run;
  EXPECT_EQ(reported({run.path}), run.path + "/report.html\n");
  const Json json = format::read_json(run.path + "/report.json", ErrorKind::kData);
  EXPECT_EQ(json["schema"], 2);
  EXPECT_EQ(json["data"]["valid_rows"], 2);
  EXPECT_EQ(json["twins"]["distinct"], 1);
  EXPECT_EQ(json["display"]["columns"], (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(json["baselines"].size(), 3U);
  EXPECT_TRUE(json["budget"].empty()) << "no summary.json";
  EXPECT_EQ(json["history"]["val_mse"][0], 0.5);
  EXPECT_TRUE(std::filesystem::exists(run.path + "/report.html"));
}

TEST(ReportCommand, FindsMovedDataAndRefusesOtherRows) {
  const test::ReportedRun run;
  const std::string moved = (run.folder.path() / "moved.csv").string();
  std::filesystem::rename(run.table, moved);
  EXPECT_EQ(reported({run.path, "--data", moved}), run.path + "/report.html\n");
  std::ofstream(moved, std::ios::app) << "7,7,c\n";
  EXPECT_EQ(
      test::failure([&] {
        write_report({run.path, "--data", moved}, {});
      }),
      "3: " + moved + ": expected the rows that " + run.path + " was trained on, found others");
}

}  // namespace
}  // namespace sae::cli
