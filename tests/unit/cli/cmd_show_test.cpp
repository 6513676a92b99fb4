// SPDX-License-Identifier: MIT
// Tests of `sae show`, in this process.
#include "cli/cmd_show.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/failure.h"
#include "support/reported_run.h"

namespace sae::cli {
namespace {

std::string shown(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(show(words, {}), 0);
  return testing::internal::GetCapturedStdout();
}

TEST(ShowCommand, PrintsTheCardOfAUnit) {
  const test::ReportedRun run;
  const std::string card = shown({run.path, "--unit", "0"});
  EXPECT_TRUE(card.starts_with("unit 0: active in 50 % of the rows, mean 8, largest 16")) << card;
  EXPECT_NE(card.find("strongest rows: 0 (c)"), std::string::npos) << card;
  EXPECT_NE(card.find("near misses: 1 (<b>)"), std::string::npos) << card;
}

// (−2, −2) becomes (0, 0).
TEST(ShowCommand, PrintsARowBesideItsReconstruction) {
  const test::ReportedRun run;
  const std::string card = shown({run.path, "--row", "1"});
  EXPECT_TRUE(card.starts_with("row 1 (<b>): mean squared error 4\n")) << card;
  EXPECT_NE(card.find("a                                   -2               0\n"),
            std::string::npos)
      << card;
}

TEST(ShowCommand, ShowsOnlyTheRowsOfTheRun) {
  const test::ReportedRun run;
  const std::string other = run.folder.write("other.csv", "a,b,kind\n1,1,c\n2,5,c\n").string();
  for (const char* option : {"--row", "--unit"}) {
    EXPECT_EQ(
        test::failure([&] {
          show({run.path, option, "0", "--data", other}, {});
        }),
        "3: " + other + ": expected the rows that " + run.path + " was trained on, found others");
  }
}

TEST(ShowCommand, ClassesCannotControlTheTerminal) {
  const test::ReportedRun run;
  run.folder.write("valid.csv", "a,b,kind\n8,8,\x1b[31mred\n-2,-2,<b>\n");
  for (const char* option : {"--row", "--unit"}) {
    const std::string card = shown({run.path, option, "0"});
    EXPECT_NE(card.find("(\\x1b[31mred)"), std::string::npos) << card;
    EXPECT_EQ(card.find('\x1b'), std::string::npos) << card;
  }
}

TEST(ShowCommand, RefusesAReportWithoutFigures) {
  const test::ReportedRun run;
  for (const std::string text : {"[]", "{}"}) {
    std::ofstream(run.path + "/report.json") << text;
    EXPECT_EQ(test::failure([&] { show({run.path}, {}); }),
              "5: " + run.path +
                  "/report.json: expected an object with the figures of a run, found '" + text +
                  "'");
  }
}

TEST(ShowCommand, NamesWhatExistsForOthers) {
  const test::ReportedRun run;
  const auto failure_of = [&](const std::vector<std::string>& words) {
    return test::failure([&] { show(words, {}); });
  };
  EXPECT_EQ(failure_of({run.path, "--unit", "1"}),
            "2: --unit: expected a unit from 0 to 0, found 1");
  EXPECT_NE(failure_of({run.path, "--row", "7"}).find("such as '0', found '7'"), std::string::npos);
  EXPECT_EQ(failure_of({run.path, "--row", "1", "--unit", "0"}),
            "2: --row has no effect with --unit");
  EXPECT_EQ(failure_of({run.path}), "5: " + run.path + "/report.json: expected a file, found none");
}

}  // namespace
}  // namespace sae::cli
