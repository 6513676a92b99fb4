// SPDX-License-Identifier: MIT
// Tests of `sae cluster`, in this process.
#include "cli/cmd_cluster.h"

#include <gtest/gtest.h>

#include "format/json.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

/// Two rows at (0, 0), two at (9, 9). The code is the sum of a row's values.
std::string run_on_two_places(const test::TemporaryFolder& folder) {
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kNone;
  config.data.label_column = "kind";
  config.data.data =
      folder.write("x.csv", "a,b,kind\n0,0,low\n9,9,high\n0,0,low\n9,9,low\n").string();
  const at::Tensor rows = test::matrix({{0, 0}, {9, 9}});
  return test::save_run(folder.path() / "run", config, rows,
                        {test::matrix({{1, 1}}), test::vector({0}), test::matrix({{0.5}, {0.5}}),
                         test::vector({0, 0})})
      .folder.string();
}

TEST(ClusterCommand, WritesScoresAssignmentsAndAPicture) {
  const test::TemporaryFolder folder;
  const std::string run = run_on_two_places(folder);
  testing::internal::CaptureStdout();
  EXPECT_EQ(cluster({run, "--k", "2", "--data", (folder.path() / "x.csv").string()}, {}), 0);
  const std::string table = testing::internal::GetCapturedStdout();
  // 3 of 4 rows are in their cluster's majority class; codes and rows give the same clusters.
  EXPECT_NE(table.find("codes           1              0    0.7500"), std::string::npos) << table;
  EXPECT_NE(table.find("raw             2              0    0.7500"), std::string::npos) << table;
  const auto json =
      format::Json::parse(test::file_content(folder.path() / "run/cluster/cluster.json"));
  EXPECT_EQ(json["command"], "cluster");
  EXPECT_EQ(json["codes"]["sizes"], (std::vector<int>{2, 2}));
  EXPECT_EQ(json["raw"]["purity"], 0.75);
  const std::string csv = test::file_content(folder.path() / "run/cluster/assignments.csv");
  EXPECT_EQ(csv.substr(0, csv.find('\n')), "row,codes,raw,label");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 5);
  EXPECT_GT(test::file_content(folder.path() / "run/cluster/centroids.png").size(), 1000U);
}

TEST(ClusterCommand, PrintsItsRecordAsJson) {
  const test::TemporaryFolder folder;
  const std::string run = run_on_two_places(folder);
  const std::string data = (folder.path() / "x.csv").string();
  testing::internal::CaptureStdout();
  EXPECT_EQ(cluster({run, "--k", "2", "--data", data, "--json"}, {}), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            test::file_content(folder.path() / "run/cluster/cluster.json"));
}

// Without --k there are as many as rows differ, at most ten.
TEST(ClusterCommand, NeedsNoCountForFewRows) {
  const test::TemporaryFolder folder;
  const std::string run = run_on_two_places(folder);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  EXPECT_EQ(cluster({run, "--data", (folder.path() / "x.csv").string()}, {}), 0);
  testing::internal::GetCapturedStdout();
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("k       2, because no more rows or codes differ"), std::string::npos) << log;
  const auto json =
      format::Json::parse(test::file_content(folder.path() / "run/cluster/cluster.json"));
  EXPECT_EQ(json["options"]["k"], 2);
  EXPECT_EQ(json["codes"]["sizes"], (std::vector<int>{2, 2}));
}

/// The second run only scales the codes 0 and 18 to -1 and 1.
TEST(ClusterCommand, DecodesCentroidsThroughTheWholeStack) {
  const test::TemporaryFolder folder;
  const std::string first = run_on_two_places(folder);
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kStandardize;
  config.data.label_column = "kind";
  config.data.data = (folder.path() / "x.csv").string();
  config.data.encode_with = std::vector{first};
  const std::string second =
      test::save_run(
          folder.path() / "second", config, test::matrix({{0}, {18}}),
          {test::matrix({{1}}), test::vector({0}), test::matrix({{1}}), test::vector({0})})
          .folder.string();
  testing::internal::CaptureStdout();
  for (const std::string& run : {first, second}) {
    EXPECT_EQ(cluster({run, "--k", "2", "--data", *config.data.data}, {}), 0);
  }
  testing::internal::GetCapturedStdout();
  EXPECT_EQ(test::file_content(folder.path() / "second/cluster/centroids.png"),
            test::file_content(folder.path() / "run/cluster/centroids.png"));
}

}  // namespace
}  // namespace sae::cli
