// SPDX-License-Identifier: MIT
// Tests of planning a sweep.
#include "batch/plan_sweep.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/idx_folder.h"

namespace sae::batch {
namespace {

using Settings = std::vector<config::Setting>;

/// A request for a sweep over small images.
class PlanSweep : public testing::Test {
 protected:
  PlanSweep() {
    test::write_idx_folder(folder_.path() / "data", 40, 20);
    request.folder = folder_.path() / "sweep";
    request.varied = {{"rho", ".1,.2"}};
    request.fixed = {
        {"data", (folder_.path() / "data").string()}, {"layers", "3"}, {"epochs", "2"}};
  }
  std::string refusal() {
    return test::failure([&] { plan_sweep(request); });
  }
  std::string implied() { return settings_text(plan_sweep(request).trials.front().implied); }

  test::TemporaryFolder folder_;
  SweepRequest request;
};

TEST_F(PlanSweep, SettlesWhatMustNotDependOnTheCall) {
  const Sweep sweep = plan_sweep(request);
  ASSERT_EQ(sweep.trials.size(), 2U);
  EXPECT_EQ(sweep.folder, folder_.path() / "sweep");
  EXPECT_EQ(sweep.directory, std::filesystem::current_path());
  EXPECT_EQ(settings_text(sweep.trials[1].implied), "threads 1, valid 0.1, device cpu");
  const config::Config config = config_of(sweep, sweep.trials[1]);
  EXPECT_EQ(config.loss.rho, 0.2);
  EXPECT_EQ(config.train.epochs, 2);
  EXPECT_EQ(config.data.valid, 0.1);
  EXPECT_FALSE(std::filesystem::exists(sweep.folder)) << "nothing is written yet";
}

TEST_F(PlanSweep, KeepsTypedThreadsDevicesAndValidationRows) {
  request.fixed.push_back({"threads", "2"});
  request.fixed.push_back({"device", "cpu"});
  request.fixed.push_back({"valid", "test"});
  EXPECT_EQ(implied(), "");
  request.fixed.back() = {"valid_data", (folder_.path() / "data/t10k-images-idx3-ubyte").string()};
  EXPECT_EQ(implied(), "");
  request.fixed.back() = {"preset", "anton-16"};
  request.fixed.erase(request.fixed.begin() + 1, request.fixed.begin() + 3);
  EXPECT_TRUE(refusal().find("--valid: expected 1 to 39") != std::string::npos)
      << "the preset's own, of 10,000 rows: " << refusal();
}

TEST_F(PlanSweep, NamesTheTrialsWithProblems) {
  request.varied = {{"penalty", "kl,l1"}, {"rho", ".1,.2"}};
  EXPECT_EQ(refusal(),
            "2: rho_0.1-penalty_l1: --rho has no effect with --penalty l1\n"
            "rho_0.2-penalty_l1: --rho has no effect with --penalty l1");
  request.varied = {{"threads", "1,auto"}};
  EXPECT_EQ(refusal(), "2: threads_auto: --threads: expected a number, found auto");
}

TEST_F(PlanSweep, RefusesDataThatTheTrialsCannotRead) {
  request.fixed.front().text = "/none";
  EXPECT_EQ(refusal().substr(0, 8), "3: /none");
}

TEST_F(PlanSweep, RefusesWhatIsNoNewSweep) {
  request.varied.clear();
  EXPECT_EQ(refusal(), "2: expected options with several values, or --trials FILE, found neither");
  std::filesystem::create_directory(request.folder);
  folder_.write("sweep/other.txt", "");
  request.varied = {{"rho", ".1,.2"}};
  EXPECT_EQ(refusal(), "4: " + request.folder.string() +
                           ": expected a new folder or that of a sweep, found other files");
}

TEST_F(PlanSweep, AddsTrialsToTheSweepInTheFolder) {
  std::filesystem::create_directory(request.folder);
  Sweep sweep = plan_sweep(request);
  sweep.trials[0].end = CommandEnd{3, 1};
  write_sweep(sweep);
  request.varied = {{"rho", ".2,.3"}};
  const Settings fixed = std::exchange(request.fixed, {});
  const Sweep grown = plan_sweep(request);
  ASSERT_EQ(grown.trials.size(), 3U);
  EXPECT_EQ(grown.trials[0].end->exit_code, 3);
  EXPECT_EQ(grown.trials[2].trial.name, "rho_0.3");
  EXPECT_EQ(settings_text(grown.trials[2].implied), "threads 1, valid 0.1, device cpu");
  request.varied.clear();
  EXPECT_EQ(plan_sweep(request).trials.size(), 2U) << "goes on with it";
  request.fixed = fixed;
  request.fixed.back().text = "7";
  EXPECT_TRUE(refusal().starts_with("2: " + request.folder.string() +
                                    ": expected the sweep's own options for all trials (data "))
      << refusal();
}

TEST_F(PlanSweep, ReadsTrialsFromAFile) {
  request.varied = {{"seed", "1,2"}};
  request.trials = folder_.write("t.csv", "penalty,rho\nkl,.1\nl1,\n");
  const Sweep sweep = plan_sweep(request);
  ASSERT_EQ(sweep.trials.size(), 4U);
  EXPECT_EQ(sweep.trials[3].trial.name, "penalty_l1-seed_2");
}

TEST_F(PlanSweep, EstimatesEachTrial) {
  request.varied = {{"layers", "3"}, {"layers", "5"}, {"seed", "1,2"}};
  request.fixed.erase(request.fixed.begin() + 1);
  const auto estimates = estimate_trials(plan_sweep(request));
  ASSERT_EQ(estimates.size(), 4U);
  EXPECT_EQ(estimates[0].epochs, 2);
  EXPECT_EQ(estimates[0].parameters, 2 * 16 * 3 + 3 + 16);
  EXPECT_EQ(estimates[3].parameters, 2 * 16 * 5 + 5 + 16);
  EXPECT_GT(estimates[0].seconds, 0);
  EXPECT_GT(estimates[0].disk_bytes, 0);
  EXPECT_EQ(estimates[0].seconds, estimates[1].seconds) << "another seed is not measured again";
}

TEST_F(PlanSweep, ChoosesAsManyJobsAsTheCoresFeed) {
  request.fixed.push_back({"threads", "2"});
  const Sweep sweep = plan_sweep(request);
  EXPECT_EQ(choose_jobs(sweep, std::nullopt, 8), 4);
  EXPECT_EQ(choose_jobs(sweep, std::nullopt, 1), 1);
  EXPECT_EQ(choose_jobs(sweep, 3, 8), 3);
  EXPECT_EQ(test::failure([&] { choose_jobs(sweep, 5, 8); }),
            "2: --jobs: expected at most 4, as the machine has 8 cores and a trial runs on 2 "
            "threads, found 5");
}

}  // namespace
}  // namespace sae::batch
