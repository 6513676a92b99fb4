// SPDX-License-Identifier: MIT
// Tests of `sae runs`.
#include "cli/cmd_runs.h"

#include <gtest/gtest.h>

#include "run/metrics_file.h"
#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

using format::Json;

run::ListedRun listed(const std::string& name, const std::vector<double>& errors) {
  run::ListedRun run{name, "finished", {}, {}};
  run.config.train.epochs = 2;
  std::int64_t epoch = 0;
  for (const double error : errors) {
    run.history.push_back(test::record_with_error(++epoch, error));
    run.history.back().seconds = 1.5;
  }
  return run;
}

TEST(RunsText, ShowsTheLastRowOfEachRun) {
  run::ListedRun run = listed("runs/a", {0.5, 0.25});
  run.history.back().valid.fvu = 0.125;
  run.history.back().valid.sparsity = test::code_of(12.5, 0.6, 20, 3);
  const std::string text = runs_text({run, listed("runs/b", {})});
  EXPECT_EQ(text,
            "run       state            epochs    val_mse   val_fvu   "
            "val_l0   hoyer   dead  training\n"
            "runs/a    finished            2/2    0.25000    0.1250     "
            "12.5    0.60      3  3.0 s\n"
            "runs/b    finished            0/2\n");
}

TEST(RunsJson, HasAllColumns) {
  const Json json = runs_list_json({listed("a", {0.5, 0.25}), listed("b", {})});
  EXPECT_EQ(json[0]["folder"], "a");
  EXPECT_EQ(json[0]["state"], "finished");
  EXPECT_EQ(json[0]["epochs_done"], 2);
  EXPECT_EQ(json[0]["epochs"], 2);
  EXPECT_EQ(json[0]["training_seconds"], 3);
  EXPECT_EQ(json[0]["last"]["val_mse"], 0.25);
  EXPECT_EQ(json[0]["last"].size(), 24U);
  EXPECT_FALSE(json[1].contains("last"));
}

/// Runs a, b and c with these errors; c has no epoch.
struct ThreeRuns {
  test::TemporaryFolder folder;

  ThreeRuns() {
    for (const char* name : {"a", "b", "c"}) {
      test::save_run(folder.path() / name, test::one_unit_config(), test::matrix({{1, 2}}));
    }
    folder.write("a/metrics.csv", run::metrics_bytes({test::record_with_error(1, 0.5)}));
    folder.write("b/metrics.csv", run::metrics_bytes({test::record_with_error(1, 0.25)}));
  }

  std::vector<std::string> listed(std::vector<std::string> words) const {
    words.insert(words.begin(), folder.path().string());
    words.emplace_back("--json");
    testing::internal::CaptureStdout();
    EXPECT_EQ(list_runs(words, {}), 0);
    std::vector<std::string> names;
    for (const Json& run : Json::parse(testing::internal::GetCapturedStdout())) {
      names.push_back(std::filesystem::path(run["folder"].get<std::string>()).filename());
    }
    return names;
  }
};

TEST(RunsCommand, SortsByNameOrByAColumn) {
  const ThreeRuns runs;
  EXPECT_EQ(runs.listed({}), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(runs.listed({"--sort", "val_mse"}), (std::vector<std::string>{"b", "a", "c"}));
}

TEST(RunsCommand, RefusesAnUnknownColumn) {
  EXPECT_EQ(test::failure([] {
              list_runs({"--sort", "val_mes"}, {});
            }),
            "2: --sort: expected a column of metrics.csv, found 'val_mes'");
}

}  // namespace
}  // namespace sae::cli
