// SPDX-License-Identifier: MIT
// Tests of recomputing a run's files. The resume and interop tests verify whole runs.
#include "report/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "report/report.h"
#include "run/file_names.h"
#include "support/reported_run.h"

namespace sae::report {
namespace {

Verification verified(const test::ReportedRun& reported) {
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  return verify_run({run, split});
}

bool contains(const std::vector<std::string>& lines, const std::string& text) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

TEST(VerifyRun, FindsOtherRows) {
  const test::ReportedRun reported;
  std::ofstream(reported.table, std::ios::app) << "5,5,c\n";
  EXPECT_TRUE(contains(verified(reported).differences, "config.json: train_fingerprint: recorded"));
}

// The budget of one unit is the FVU of all: 8/100.
TEST(VerifyRun, RecomputesTheBudgetCurve) {
  const test::ReportedRun reported;
  std::ofstream(reported.path + "/summary.json") << R"({"fvu_at_k": [{"k": 1, "fvu": 0.08}]})";
  EXPECT_TRUE(contains(verified(reported).equal, "budget curve (1)"));
  std::ofstream(reported.path + "/summary.json") << R"({"fvu_at_k": [{"k": 1, "fvu": 0.09}]})";
  EXPECT_TRUE(contains(verified(reported).differences, "fvu_at_k for k = 1: recorded 0.09"));
}

TEST(VerifyRun, ComparesTheReport) {
  const test::ReportedRun reported;
  {
    const auto folder = run::RunFolder::reopen(reported.path);
    const run::TrainedRun run = reported.load();
    const data::Split split = reported.split();
    write(folder, {run, split}, 8);
  }
  EXPECT_TRUE(contains(verified(reported).equal, "report.json"));
  const std::string path = reported.path + "/" + run::kReportDataName;
  format::Json json = format::read_json(path, ErrorKind::kData);
  json["units"]["rate"][0] = 0.25;
  std::ofstream(path) << json;
  EXPECT_TRUE(contains(verified(reported).differences, "report.json: units"));
}

TEST(VerifyRun, LeavesOutAReportOfAnotherVersion) {
  const test::ReportedRun reported;
  std::ofstream(reported.path + "/" + run::kReportDataName) << R"({"schema": 1})";
  const Verification found = verified(reported);
  ASSERT_EQ(found.not_compared.size(), 1U);
  EXPECT_TRUE(found.not_compared[0].starts_with("report.json is of schema 1, not 2; sae report "));
  EXPECT_FALSE(contains(found.equal, "report.json"));
  EXPECT_FALSE(contains(found.differences, "report.json"));
}

}  // namespace
}  // namespace sae::report
