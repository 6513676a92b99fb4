// SPDX-License-Identifier: MIT
// Tests of report.html and report.json as a whole.
#include "report/report.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "support/reported_run.h"

namespace sae::report {
namespace {

TEST(MakeReport, PutsTheSameNumbersIntoBothFiles) {
  const test::ReportedRun reported;
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  const ReportFiles files = make_report({run, split}, 8);
  const format::Json json = format::Json::parse(files.json);
  EXPECT_EQ(json["units"]["index"].dump(), "[0]");
  EXPECT_EQ(json["units"]["strongest"].dump(), "[[0]]");
  EXPECT_EQ(json["rows"]["id"].dump(), R"(["0","1"])");
  EXPECT_EQ(json["class_names"].dump(), R"(["<b>","c"])");
  EXPECT_TRUE(json["cut"].empty());
  EXPECT_FALSE(json.contains("arrays"));
  EXPECT_NE(files.html.find(R"("class_names":["\u003cb>","c"])"), std::string::npos);
}

// The chart library alone is larger: all that can be left out is, and a warning says so.
TEST(MakeReport, WarnsIfThePageCannotBeMadeSmallEnough) {
  const test::ReportedRun reported;
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  testing::internal::CaptureStderr();
  base::set_up_log(base::LogLevel::kWarning);
  const ReportFiles files = make_report({run, split}, 0.1);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("more than --report_mb 0.1"),
            std::string::npos);
  EXPECT_EQ(format::Json::parse(files.json)["cut"].size(), 2U);
}

// Without metrics.csv there is nothing to report; the run is finished all the same.
TEST(Reporter, TurnsAFailureIntoAWarning) {
  const test::ReportedRun reported;
  std::filesystem::remove(reported.path + "/metrics.csv");
  const auto folder = run::RunFolder::reopen(reported.path);
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  const auto reporter = make_reporter(run.config(), folder, split);
  testing::internal::CaptureStderr();
  base::set_up_log(base::LogLevel::kWarning);
  reporter->on_end({}, run.model());
  EXPECT_NE(testing::internal::GetCapturedStderr().find("the report cannot be written"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(reported.path + "/report.html"));
}

TEST(Reporter, WritesNothingForAnUnfinishedRun) {
  const test::ReportedRun reported;
  const auto folder = run::RunFolder::reopen(reported.path);
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  const auto reporter = make_reporter(run.config(), folder, split);
  train::Outcome outcome;
  outcome.state = train::EndState::kInterrupted;
  reporter->on_end(outcome, run.model());
  EXPECT_FALSE(std::filesystem::exists(reported.path + "/report.html"));
  outcome.state = train::EndState::kFinished;
  reporter->on_end(outcome, run.model());
  EXPECT_TRUE(std::filesystem::exists(reported.path + "/report.html"));
}

}  // namespace
}  // namespace sae::report
