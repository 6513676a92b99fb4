// SPDX-License-Identifier: MIT
// Tests of the text of `sae sweep`.
#include "cli/sweep_views.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "support/epoch_records.h"
#include "support/temporary_folder.h"

namespace sae::cli {
namespace {

using batch::TrialState;

batch::Sweep two_trials(const std::filesystem::path& folder) {
  batch::Sweep sweep;
  sweep.folder = folder;
  sweep.trials = {{{"rho_0.05", {}}, {}, batch::CommandEnd{0, 2}},
                  {{"rho_0.1", {}}, {}, batch::CommandEnd{3, 1}}};
  return sweep;
}

/// What `log` writes to stderr.
template <class Log>
std::string logged(const Log& log) {
  base::set_up_log(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  log();
  return testing::internal::GetCapturedStderr();
}

TEST(PlanText, AddsUpTimeAndDisk) {
  const std::vector<batch::TrialEstimate> estimates = {{10, 803'000, 20, 30'000'000},
                                                       {1000, 1'000, 40, 500'000}};
  EXPECT_EQ(plan_text(two_trials("/s"), estimates, 2),
            "trial      epochs    parameters         time       disk\n"
            "rho_0.05       10       803,000       20.0 s      30 MB\n"
            "rho_0.1     1,000         1,000       40.0 s     0.5 MB\n"
            "2 trials, 2 at a time: about 30.0 s and 30 MB\n");
}

TEST(TrialLine, SaysHowATrialEnded) {
  const batch::Sweep sweep = two_trials("/s");
  EXPECT_EQ(
      trial_line(sweep.trials[0], {TrialState::kFinished, test::record_with_error(1, 0.25)}, 7, 12),
      "[ 7/12] rho_0.05  finished  val_mse 0.25000");
  EXPECT_EQ(trial_line(sweep.trials[1], {TrialState::kFailed}, 12, 12),
            "[12/12] rho_0.1  failed with exit code 3");
}

TEST(SecondsLeft, CountsRunningTrialsAsHalfDone) {
  EXPECT_EQ(seconds_left(10, 1, 4, 1), 30);
  EXPECT_EQ(seconds_left(12, 1, 4, 2), 20) << "1.5 of 4 are done in 12 s";
  EXPECT_EQ(seconds_left(12, 3, 4, 8), 12 * 0.5 / 3.5);
}

TEST(SweepLog, ShowsTheErrorOfAFailedTrial) {
  const test::TemporaryFolder folder;
  const batch::Sweep sweep = two_trials(folder.path());
  std::filesystem::create_directory(folder.path() / "logs");
  folder.write("logs/rho_0.1.log",
               "sae train: error: first\nsae train: error: x.csv: damaged\n"
               "sae train: hint: mend it\n");
  const std::string text = logged([&] {
    SweepLog log(sweep, 2);
    log.on_start(2, 2);
    log.on_trial(sweep.trials[1], {TrialState::kFailed}, 2);
  });
  EXPECT_NE(text.find("2 trials in " + folder.path().string() + "; 2 at a time"), std::string::npos)
      << text;
  EXPECT_NE(text.find("[2/2] rho_0.1  failed with exit code 3: error: x.csv: damaged"),
            std::string::npos)
      << text;
}

TEST(SweepLog, ShowsWhyATrialCouldNotStart) {
  const test::TemporaryFolder folder;
  const batch::Sweep sweep = two_trials(folder.path());
  std::filesystem::create_directory(folder.path() / "logs");
  folder.write("logs/rho_0.1.log", "sh: 1: sae_train: not found\n\n");
  const std::string text = logged([&] {
    SweepLog log(sweep, 2);
    log.on_trial(sweep.trials[1], {TrialState::kFailed}, 1);
  });
  EXPECT_NE(text.find(": sh: 1: sae_train: not found"), std::string::npos) << text;
}

TEST(SweepEndLog, CountsTrialsAndNamesTheNextCommand) {
  const batch::Sweep sweep = two_trials("/s");
  const auto text = [&](TrialState first, TrialState second) {
    return logged([&] { log_sweep_end(sweep, {{{first}, {second}}}); });
  };
  std::string found = text(TrialState::kFinished, TrialState::kFinished);
  EXPECT_NE(found.find("2 trials: 2 finished; figures in /s/trials.csv"), std::string::npos)
      << found;
  EXPECT_EQ(found.find("sae sweep"), std::string::npos);
  found = text(TrialState::kInterrupted, TrialState::kFailed);
  EXPECT_NE(found.find("2 trials: 1 interrupted, 1 failed"), std::string::npos) << found;
  EXPECT_NE(found.find("sae sweep --out /s goes on"), std::string::npos);
  EXPECT_NE(found.find("sae sweep --out /s --retry_failed runs 1 trial again"), std::string::npos);
}

}  // namespace
}  // namespace sae::cli
