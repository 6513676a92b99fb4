// SPDX-License-Identifier: MIT
// Tests of `sae units`, in this process.
#include "cli/cmd_units.h"

#include <gtest/gtest.h>

#include "format/json.h"
#include "support/failure.h"
#include "support/reported_run.h"

namespace sae::cli {
namespace {

using format::Json;

std::string listed(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(list_units(words, {}), 0);
  return testing::internal::GetCapturedStdout();
}

// The unit's code is 16 for the row of class c and 0 for that of <b>; at rest it is 4.
TEST(UnitsCommand, WritesTheUnitsThatTellClassesApart) {
  const test::ReportedRun run;
  const std::string out = listed({run.path, "--tells", "c,<b>", "--json"});
  const Json record = format::read_json(run.path + "/units/units.json", ErrorKind::kData);
  EXPECT_EQ(Json::parse(out), record);
  const Json list = record["units"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["auc"], 1);
  EXPECT_EQ(list[0]["main_class"], "c");
  EXPECT_NEAR(list[0]["importance"].get<double>(), 24, 1e-5);
  EXPECT_EQ(record["command"], "units");
  EXPECT_TRUE(std::filesystem::exists(run.path + "/units/units.csv"));
  EXPECT_FALSE(std::filesystem::exists(run.path + "/units/units.png")) << "a table has no images";
}

TEST(UnitsCommand, TakesTheMeanCodeOfTheTrainingRowsForOtherData) {
  const test::ReportedRun run;
  const std::string other = run.folder.write("other.csv", "a,b,kind\n2,2,c\n").string();
  const Json list = Json::parse(listed({run.path, "--data", other, "--json"}))["units"];
  EXPECT_NEAR(list[0]["importance"].get<double>(), 0, 1e-6) << "the mean code reconstructs (2, 2)";
}

TEST(UnitsCommand, RefusesClassesThatAreNotTwo) {
  const test::ReportedRun run;
  const auto failure_of = [&](const std::string& classes) {
    return test::failure([&] { list_units({run.path, "--tells", classes}, {}); });
  };
  EXPECT_EQ(failure_of("c"), "2: --tells: expected two classes, such as sandal,boot, found 'c'");
  EXPECT_EQ(failure_of("c,x").substr(0, 30), "2: --tells: expected classes o");
  EXPECT_FALSE(std::filesystem::exists(run.path + "/units"));
}

}  // namespace
}  // namespace sae::cli
