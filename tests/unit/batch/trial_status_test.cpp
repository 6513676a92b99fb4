// SPDX-License-Identifier: MIT
// Tests of how far trials are.
#include "batch/trial_status.h"

#include <gtest/gtest.h>

#include "run/metrics_file.h"
#include "support/epoch_records.h"
#include "support/temporary_folder.h"

namespace sae::batch {
namespace {

/// A sweep of one trial, in a folder whose name a shell would split.
struct OneTrial {
  test::TemporaryFolder folder;
  Sweep sweep;

  OneTrial() {
    sweep.folder = folder.path() / "my sweep";
    sweep.directory = "/";
    sweep.fixed = {{"epochs", "3"}};
    sweep.trials = {{{"rho_-0.5", {{"rho", "-0.5"}, {"data", "a b.csv"}}}, {{"threads", "1"}}}};
    std::filesystem::create_directories(sweep.run_of(trial().trial));
  }
  PlannedTrial& trial() { return sweep.trials.front(); }
  void write(const std::string& name, const std::string& bytes) {
    folder.write("my sweep/rho_-0.5/" + name, bytes);
  }
  TrialStatus status() { return read_status(sweep, trial()); }
};

TEST(TrialStatus, FollowsTheFilesOfTheRun) {
  OneTrial trial;
  EXPECT_EQ(trial.status().state, TrialState::kWaiting);
  trial.write("checkpoint.safetensors", "");
  EXPECT_EQ(trial.status().state, TrialState::kInterrupted);
  trial.write("summary.json", R"({"state": "interrupted"})");
  EXPECT_EQ(trial.status().state, TrialState::kInterrupted);
  trial.write("summary.json", R"({"state": "diverged"})");
  EXPECT_EQ(trial.status().state, TrialState::kDiverged);
  trial.write("summary.json", R"({"state": "finished"})");
  EXPECT_EQ(trial.status().state, TrialState::kFinished);
}

TEST(TrialStatus, IsFailedAfterAnExitCodeOfAnError) {
  OneTrial trial;
  for (const int code : {1, 3, 127, 137}) {
    trial.trial().end = {code, 1};
    EXPECT_EQ(trial.status().state, TrialState::kFailed) << code;
  }
  for (const int code : {0, 130, 143}) {
    trial.trial().end = {code, 1};
    EXPECT_EQ(trial.status().state, TrialState::kWaiting) << code;
  }
  trial.trial().end = {3, 1};
  trial.write("summary.json", R"({"state": "finished"})");
  EXPECT_EQ(trial.status().state, TrialState::kFinished) << "it was resumed by hand";
}

TEST(TrialStatus, HasTheLastFigures) {
  OneTrial trial;
  trial.write("metrics.csv", run::metrics_bytes({test::record_with_error(1, 0.5),
                                                 test::record_with_error(2, 0.25)}));
  trial.write("summary.json", R"({"state": "finished", "test_mse": 0.3})");
  const TrialStatus status = trial.status();
  EXPECT_EQ(status.last->epoch, 2);
  EXPECT_EQ(status.last->valid.mse, 0.25);
  EXPECT_EQ(status.test.at("test_mse"), 0.3);
  trial.write("metrics.csv", "damaged");
  EXPECT_FALSE(trial.status().last.has_value());
}

TEST(IsLeft, SkipsFailuresUnlessAsked) {
  for (const bool retry : {false, true}) {
    EXPECT_TRUE(is_left(TrialState::kWaiting, retry));
    EXPECT_TRUE(is_left(TrialState::kInterrupted, retry));
    EXPECT_FALSE(is_left(TrialState::kFinished, retry));
    EXPECT_EQ(is_left(TrialState::kFailed, retry), retry);
    EXPECT_EQ(is_left(TrialState::kDiverged, retry), retry);
  }
}

TEST(TrialCommand, StartsOrResumesTheRun) {
  OneTrial trial;
  const std::string out = trial.sweep.folder.string();
  const auto command = [&](TrialState state) {
    return trial_command(trial.sweep, trial.trial(), state, {"sae", "train"});
  };
  EXPECT_EQ(command(TrialState::kWaiting),
            "sae train --rho=-0.5 '--data=a b.csv' --epochs=3 --threads=1 '--out=" + out +
                "/rho_-0.5' --force=yes >/dev/null 2>>'" + out + "/logs/rho_-0.5.log'");
  trial.write("checkpoint.safetensors", "");
  EXPECT_EQ(
      command(TrialState::kInterrupted),
      "sae train '--resume=" + out + "/rho_-0.5' >/dev/null 2>>'" + out + "/logs/rho_-0.5.log'");
  EXPECT_EQ(command(TrialState::kFailed), command(TrialState::kInterrupted));
  EXPECT_TRUE(command(TrialState::kDiverged).find("--force=yes") != std::string::npos)
      << "resuming would diverge again";
}

TEST(TrialsTable, HasALineForEachTrial) {
  Sweep sweep;
  sweep.trials = {{{"a", {{"rho", "0.1"}, {"layers", "512,64"}}}, {}, CommandEnd{0, 9.5}},
                  {{"b", {{"rho", "0.2"}}}, {}, CommandEnd{3, 0.25}},
                  {{"c", {{"seed", "2"}}}, {}}};
  TrialStatus finished{
      TrialState::kFinished, test::record_with_error(7, 0.25), {{"test_mse", 0.5}}};
  const std::string text =
      trials_bytes(sweep, {finished, {TrialState::kFailed}, {TrialState::kWaiting}});
  EXPECT_EQ(text,
            "trial,status,exit_code,seconds,rho,layers,seed,epoch,train_loss,"
            "train_reconstruction,train_mse,train_penalty,train_decay,train_auxk,train_dead,train_"
            "revived,kept,val_mse,val_fvu,val_l0,"
            "val_hoyer,val_n_eff,val_dead,val_always_on,val_zero_codes,val_rho_hat,val_rho_hat_min,"
            "val_rho_hat_max,val_kl,test_mse\n"
            "a,finished,0,9.5,0.1,\"512,64\",,7,3.5,4.5,5.5,6.5,7.5,20.5,21,22,7,0.25,9.5,10.5,11."
            "5,12.5,13,14,"
            "15,16.5,17.5,18.5,19.5,0.5\n"
            "b,failed,3,0.25,0.2,,,,,,,,,,,,,,,,,,,,,,,,,\n"
            "c,waiting,,,,,2,,,,,,,,,,,,,,,,,,,,,,,\n");
}

}  // namespace
}  // namespace sae::batch
