// SPDX-License-Identifier: MIT
// Tests of `sae anomaly`, in this process.
#include "cli/cmd_anomaly.h"

#include <gtest/gtest.h>

#include "format/json.h"
#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

/// A network that maps (x0, x1) to (x0, 0): the error of a row is x1²/2.
std::string run_on_first_value(const test::TemporaryFolder& folder) {
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kNone;
  config.data.label_column = "kind";
  config.data.classes = config::ClassNames{{"usual"}};
  config.data.valid = 1;
  config.data.data =
      folder.write("x.csv", "a,b,kind\n1,2,usual\n3,8,odd\n5,2,usual\n7,2,usual\n1,0,odd\n")
          .string();
  const at::Tensor rows = test::matrix({{1, 2}, {5, 2}});
  return test::save_run(folder.path() / "run", config, rows,
                        {test::matrix({{1, 0}}), test::vector({0}), test::matrix({{1}, {0}}),
                         test::vector({0, 0})})
      .folder.string();
}

std::string output_of(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(anomaly(words, {}), 0);
  return testing::internal::GetCapturedStdout();
}

TEST(AnomalyCommand, ScoresUnseenRowsAndOtherClasses) {
  const test::TemporaryFolder folder;
  const std::string out = output_of({run_on_first_value(folder)});
  // Training errors are 2. Scored rows are one usual row (error 2) and the odd ones (32 and 0).
  EXPECT_NE(out.find("threshold  2.000: quantile 0.95 of the errors of 2 training rows"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("1 of 3 scored rows above the threshold (33.3 %)"), std::string::npos) << out;
  EXPECT_NE(out.find("ROC AUC    0.5000, anomalous: odd (2 rows)"), std::string::npos) << out;
  EXPECT_EQ(test::file_content(folder.path() / "run/anomaly/anomaly.csv"),
            "row,error,above,label\n0,2,0,usual\n1,32,1,odd\n4,0,0,odd\n");
  const auto json =
      format::Json::parse(test::file_content(folder.path() / "run/anomaly/anomaly.json"));
  EXPECT_EQ(json["threshold"], 2);
  EXPECT_EQ(json["roc_auc"], 0.5);
  EXPECT_EQ(json["anomalous_classes"], std::vector<std::string>{"odd"});
}

TEST(AnomalyCommand, PrintsItsRecordAsJson) {
  const test::TemporaryFolder folder;
  const std::string out = output_of({run_on_first_value(folder), "--json"});
  EXPECT_EQ(out, test::file_content(folder.path() / "run/anomaly/anomaly.json"));
}

TEST(AnomalyCommand, ScoresAllRowsOfOtherData) {
  const test::TemporaryFolder folder;
  const std::string run = run_on_first_value(folder);
  const std::string other = folder.write("y.csv", "a,b,kind\n1,4,new\n1,0,usual\n").string();
  output_of({run, "--data", other, "--anomalous", "new"});
  EXPECT_EQ(test::file_content(folder.path() / "run/anomaly/anomaly.csv"),
            "row,error,above,label\n0,8,1,new\n1,0,0,usual\n");
}

TEST(AnomalyCommand, RefusesUnknownClasses) {
  const test::TemporaryFolder folder;
  const std::string run = run_on_first_value(folder);
  EXPECT_EQ(test::failure([&] {
              anomaly({run, "--anomalous", "strange"}, {});
            }),
            "2: --anomalous: expected classes of " + (folder.path() / "x.csv").string() +
                " (odd, usual), found 'strange'");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "run/anomaly"));
}

}  // namespace
}  // namespace sae::cli
