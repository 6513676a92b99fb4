// SPDX-License-Identifier: MIT
// Tests of sweep.json.
#include "batch/sweep_file.h"

#include <gtest/gtest.h>

#include "format/json.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::batch {
namespace {

Sweep two_trials(const std::filesystem::path& folder) {
  return {folder,
          "/some/where",
          {{"epochs", "3"}},
          {{{"rho_0.1", {{"rho", "0.1"}}}, {{"threads", "1"}}, CommandEnd{3, 1.5}},
           {{"rho_0.2", {{"rho", "0.2"}}}, {{"threads", "1"}}}}};
}

TEST(SweepFile, IsReadAsItWasWritten) {
  const test::TemporaryFolder folder;
  const Sweep sweep = two_trials(folder.path());
  write_sweep(sweep);
  const Sweep read = *read_sweep(folder.path());
  EXPECT_EQ(read.folder, folder.path());
  EXPECT_EQ(read.directory, "/some/where");
  EXPECT_EQ(settings_text(read.fixed), "epochs 3");
  ASSERT_EQ(read.trials.size(), 2U);
  EXPECT_EQ(read.trials[0].trial.name, "rho_0.1");
  EXPECT_EQ(settings_text(read.trials[0].trial.settings), "rho 0.1");
  EXPECT_EQ(settings_text(read.trials[0].implied), "threads 1");
  EXPECT_EQ(read.trials[0].end->exit_code, 3);
  EXPECT_EQ(read.trials[0].end->seconds, 1.5);
  EXPECT_FALSE(read.trials[1].end.has_value());
  EXPECT_EQ(read.run_of(read.trials[1].trial), folder.path() / "rho_0.2");
}

TEST(SweepFile, MayBeMissing) {
  const test::TemporaryFolder folder;
  EXPECT_FALSE(read_sweep(folder.path()).has_value());
}

TEST(SweepFile, IsRefusedIfDamaged) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path().string() + "/sweep.json";
  for (const char* text : {"{}", "[]", R"({"schema": 2})", R"({"schema": 1, "trials": 3})",
                           R"({"schema": 1, "directory": 3, "fixed": {}, "trials": []})"}) {
    folder.write("sweep.json", text);
    EXPECT_EQ(test::failure([&] { read_sweep(folder.path()); }),
              "5: " + path + ": expected a sweep of schema 1, found something else")
        << text;
  }
  folder.write("sweep.json", "{");
  EXPECT_TRUE(test::failure([&] { read_sweep(folder.path()); }).starts_with("5: " + path));
}

TEST(SweepSettings, OfATrialReplaceThoseOfAll) {
  Sweep sweep = two_trials("/s");
  sweep.fixed = {{"rho", "0.9"}, {"threads", "2"}, {"epochs", "3"}};
  EXPECT_EQ(settings_text(sweep.settings_of(sweep.trials[0])), "rho 0.1, threads 2, epochs 3");
}

TEST(AddTrials, KeepsThoseOfTheSweep) {
  Sweep sweep = two_trials("/s");
  add_trials(sweep, {{"rho_0.2", {{"rho", "0.2"}}}, {"rho_0.3", {{"rho", "0.3"}}}});
  ASSERT_EQ(sweep.trials.size(), 3U);
  EXPECT_EQ(sweep.trials[0].end->exit_code, 3);
  EXPECT_EQ(sweep.trials[2].trial.name, "rho_0.3");
  EXPECT_EQ(test::failure([&] {
              add_trials(sweep, {{"rho_0.2", {{"rho", "0.25"}}}});
            }),
            "2: /s: expected trial rho_0.2 with rho 0.2, found rho 0.25");
}

}  // namespace
}  // namespace sae::batch
