// SPDX-License-Identifier: MIT
// Tests of the list of runs.
#include "run/run_list.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "run/config_file.h"
#include "run/file_names.h"
#include "run/metrics_file.h"
#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;

/// A run without metrics and summary.
fs::path make_run(const test::TemporaryFolder& folder, const std::string& name) {
  return test::save_run(folder.path() / name, test::one_unit_config(), test::matrix({{1, 2}}))
      .folder;
}

std::vector<std::string> states_in(const fs::path& folder) {
  std::vector<std::string> states;
  for (const ListedRun& run : find_runs(folder)) {
    states.push_back(run.folder.filename().string() + " " + run.state);
  }
  return states;
}

TEST(FindRuns, ReadsTheStateOfEachRun) {
  const test::TemporaryFolder folder;
  for (const std::string state : {"finished", "interrupted", "diverged"}) {
    make_run(folder, state);
    folder.write(state + "/summary.json", R"({"schema": 1, "state": ")" + state + "\"}");
  }
  make_run(folder, "killed");
  make_run(folder, "imported");
  folder.write("imported/config.json",
               config_bytes(test::one_unit_config(), {{kImportedKey, {{"kind", "sae-lens"}}}}));
  const RunFolder running = RunFolder::reopen(make_run(folder, "now"));
  EXPECT_EQ(states_in(folder.path()),
            (std::vector<std::string>{"diverged diverged", "finished finished", "imported imported",
                                      "interrupted interrupted", "killed stopped", "now running"}));
}

TEST(FindRuns, ReadsConfigurationAndMetrics) {
  const test::TemporaryFolder folder;
  const fs::path path = make_run(folder, "run");
  folder.write("run/metrics.csv", metrics_bytes({test::record_with_error(1, 0.25)}));
  const std::vector<ListedRun> runs = find_runs(path);
  ASSERT_EQ(runs.size(), 1U) << "the folder of a run";
  EXPECT_EQ(runs[0].config.model.layers, std::vector<std::int64_t>{1});
  ASSERT_EQ(runs[0].history.size(), 1U);
  EXPECT_EQ(runs[0].history[0].valid.mse, 0.25);
  EXPECT_TRUE(runs[0].provenance["data"].contains("train_fingerprint"));
  EXPECT_TRUE(runs[0].summary.is_null());
  folder.write("run/summary.json", R"({"state": "finished", "test_mse": 0.5})");
  EXPECT_EQ(find_runs(path)[0].summary["test_mse"], 0.5);
}

TEST(FindRuns, LeavesOutLinksOtherFoldersAndBrokenRuns) {
  const test::TemporaryFolder folder;
  const fs::path path = make_run(folder, "run");
  fs::create_directory_symlink(path, folder.path() / "latest");
  fs::create_directory(folder.path() / "notes");
  fs::create_directory(folder.path() / "broken");
  folder.write("broken/config.json", "{");
  base::set_up_log(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  EXPECT_EQ(states_in(folder.path()), std::vector<std::string>{"run stopped"});
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("broken/config.json"), std::string::npos) << log;
}

TEST(FindRuns, LeavesOutRunsWhoseNameIsNotUtf8) {
  const test::TemporaryFolder folder;
  make_run(folder, "run");
  make_run(folder, "odd\xff");
  base::set_up_log(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  EXPECT_EQ(states_in(folder.path()), std::vector<std::string>{"run stopped"});
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("odd\\xff: expected a folder's name in UTF-8, found other bytes"),
            std::string::npos)
      << log;
}

TEST(FindRuns, RefusesWhatIsNoFolder) {
  const test::TemporaryFolder folder;
  const std::string missing = (folder.path() / "none").string();
  EXPECT_EQ(test::failure([&] { find_runs(missing); }),
            "5: " + missing + ": expected a run or a folder of runs, found nothing");
  const std::string file = folder.write("file", "").string();
  EXPECT_EQ(test::failure([&] { find_runs(file); }),
            "5: " + file + ": expected a run or a folder of runs, found a file");
}

}  // namespace
}  // namespace sae::run
