// SPDX-License-Identifier: MIT
// Tests of which runs are compared.
#include "cli/compared_runs.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "support/failure.h"
#include "support/listed_runs.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

/// What `work` logs.
template <class Work>
std::string warnings_of(const Work& work) {
  base::set_up_log(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  work();
  return testing::internal::GetCapturedStderr();
}

TEST(LoadRuns, FindsEachRunOnce) {
  const test::TemporaryFolder folder;
  for (const char* name : {"a", "b"}) {
    test::save_run(folder.path() / name, test::one_unit_config(), test::matrix({{1, 2}}));
  }
  const std::string all = folder.path().string();
  const auto runs = load_runs({all + "/b", all, all + "/b/"});
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].folder.filename(), "b");
  EXPECT_EQ(runs[1].folder.filename(), "a");
}

TEST(LoadRuns, RefusesFoldersWithoutRuns) {
  const test::TemporaryFolder folder;
  const std::string place = folder.path().string();
  EXPECT_EQ(test::failure([&] { load_runs({place}); }),
            "5: " + place + ": expected runs or folders of runs, found no run");
}

TEST(ParseChoice, ReportsAllProblems) {
  RunChoice choice;
  choice.where = "val_l0";
  choice.over = "seeds";
  config::Problems problems;
  parse_choice(choice, problems);
  ASSERT_EQ(problems.lines().size(), 2U);
  EXPECT_TRUE(problems.lines()[0].starts_with("--where: expected a name"));
  EXPECT_EQ(problems.lines()[1],
            "--over: expected an option of sae_train, found 'seeds' (did you mean 'seed'?)");
}

TEST(ChooseRuns, ComparesWhatIsMeasuredDifferentlyOnlyByForce) {
  std::vector<run::ListedRun> runs = {test::listed_run("a", {1}), test::listed_run("b", {2})};
  runs[1].config.data.split_seed = 3;
  RunChoice choice;
  EXPECT_EQ(test::failure([&] { choose_runs(runs, choice, {}); }),
            "2: /runs/a and /runs/b: expected the same --split_seed, found 0 and 3");
  choice.force = true;
  EXPECT_EQ(choose_runs(runs, choice, {}).size(), 2U);
}

TEST(TestFigures, AreWarnedOf) {
  const auto where = batch::parse_conditions("test_l0<3,val_l0<3");
  EXPECT_EQ(warnings_of([&] { warn_of_test_figures(where, "test_mse", "--sort"); }),
            "sae_train: warning: --sort test_mse chooses on the test set, so that its figures no "
            "longer are those of new rows; choose by a val_* figure\n"
            "sae_train: warning: --where test_l0<3 chooses on the test set, so that its figures no "
            "longer are those of new rows; choose by a val_* figure\n");
  EXPECT_EQ(warnings_of([] { warn_of_test_figures({}, "val_mse", "--sort"); }), "");
}

TEST(IncompleteGroups, AreWarnedOf) {
  std::vector<run::ListedRun> runs = {test::listed_run("a", {1}), test::listed_run("b", {})};
  runs[1].state = "stopped";
  batch::ComparisonPlan plan;
  plan.figures = {"val_mse", "test_mse"};
  EXPECT_EQ(warnings_of([&] { warn_of_incomplete_groups(batch::compare_runs(runs, plan)); }), "");
  plan.over = {"seed"};
  EXPECT_EQ(warnings_of([&] { warn_of_incomplete_groups(batch::compare_runs(runs, plan)); }),
            "sae_train: warning: 1 of 2 runs are not finished; leave them out with --where "
            "state=finished\n"
            "sae_train: warning: 1 of 2 runs have no val_mse; its means are over the others\n");
}

}  // namespace
}  // namespace sae::cli
