// SPDX-License-Identifier: MIT
// Tests of running a sweep, with a script in place of the training program.
#include "batch/run_sweep.h"

#include <gtest/gtest.h>

#include <csignal>

#include "base/file_lock.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::batch {
namespace {

/// Writes its arguments into the run's folder. rho 3 fails, unless a file "mended" exists; rho 4
/// stops at a signal.
constexpr const char* kProgram = R"(
for word; do
  case $word in
    --out=*) run=${word#--out=} ;;
    --resume=*) run=${word#--resume=} ;;
    --rho=*) rho=${word#--rho=} ;;
  esac
done
mkdir -p "$run"
echo "$@" >>"$run/calls"
echo 'sae train: error: no luck' >&2
if [ "$rho" = 3 ] && [ ! -e "$run/../mended" ]; then exit 3; fi
if [ "$rho" = 4 ] && [ ! -e "$run/../mended" ]; then
  trap 'touch "$run/checkpoint.safetensors"; exit 130' INT
  touch "$run/../started"
  while :; do sleep .01; done
fi
echo '{"state": "finished"}' >"$run/summary.json"
)";

class Watch final : public SweepObserver {
 public:
  void on_start(std::size_t left, std::size_t all) override {
    seen += "start " + std::to_string(left) + "/" + std::to_string(all) + "\n";
  }
  void on_wait(const Trial& trial) override { seen += "wait " + trial.name + "\n"; }
  void on_trial(const PlannedTrial& planned, const TrialStatus& status,
                std::size_t ended) override {
    seen +=
        std::to_string(ended) + " " + planned.trial.name + " " + state_name(status.state) + "\n";
  }
  void on_stop() override { seen += "stop\n"; }

  std::string seen;
};

class RunSweep : public testing::Test {
 protected:
  RunSweep() {
    const auto program = folder_.write("program.sh", kProgram);
    how.program = {"sh", program.string()};
    sweep.folder = folder_.path() / "sweep";
    sweep.directory = folder_.path();
  }
  void add(const std::string& rho) { sweep.trials.push_back({{"rho_" + rho, {{"rho", rho}}}}); }
  SweepEnd run(const std::function<int()>& signal = [] { return 0; }) {
    watch.seen.clear();
    return run_sweep(sweep, how, watch, signal);
  }
  std::string content(const std::string& name) const {
    return test::file_content(sweep.folder / name);
  }

  test::TemporaryFolder folder_;
  Sweep sweep;
  SweepRun how;
  Watch watch;
};

TEST_F(RunSweep, RunsEachTrialOnce) {
  add("1");
  add("2");
  const SweepEnd end = run();
  EXPECT_EQ(watch.seen, "start 2/2\n1 rho_1 finished\n2 rho_2 finished\n");
  EXPECT_EQ(end.signal, 0);
  EXPECT_EQ(end.statuses[1].state, TrialState::kFinished);
  EXPECT_EQ(content("rho_2/calls"),
            "--rho=2 --out=" + (sweep.folder / "rho_2").string() + " --force=yes\n");
  EXPECT_EQ(content("trials.csv").substr(0, 31), "trial,status,exit_code,seconds,");
  EXPECT_NE(content("trials.csv").find("rho_1,finished,0,"), std::string::npos);
  EXPECT_EQ(read_sweep(sweep.folder)->trials[1].end->exit_code, 0);
  run();
  EXPECT_EQ(watch.seen, "start 0/2\n") << "finished trials are skipped";
}

TEST_F(RunSweep, GoesOnAfterAFailureAndRetriesItWhenAsked) {
  add("3");
  add("1");
  EXPECT_EQ(run().statuses[0].state, TrialState::kFailed);
  EXPECT_EQ(watch.seen, "start 2/2\n1 rho_3 failed\n2 rho_1 finished\n");
  EXPECT_EQ(content("logs/rho_3.log"), "sae train: error: no luck\n");
  EXPECT_EQ(run().statuses[0].state, TrialState::kFailed);
  EXPECT_EQ(watch.seen, "start 0/2\n");
  folder_.write("sweep/mended", "");
  how.retry_failed = true;
  EXPECT_EQ(run().statuses[0].state, TrialState::kFinished);
  EXPECT_EQ(watch.seen, "start 1/2\n1 rho_3 finished\n");
}

TEST_F(RunSweep, StopsAtASignalAndResumes) {
  add("4");
  add("1");
  const SweepEnd end =
      run([&] { return std::filesystem::exists(sweep.folder / "started") ? SIGTERM : 0; });
  EXPECT_EQ(watch.seen, "start 2/2\nstop\n");
  EXPECT_EQ(end.signal, SIGTERM);
  EXPECT_EQ(end.statuses[0].state, TrialState::kInterrupted);
  EXPECT_EQ(end.statuses[1].state, TrialState::kWaiting);
  EXPECT_NE(content("trials.csv").find("rho_4,interrupted,,"), std::string::npos);
  folder_.write("sweep/mended", "");
  run();
  EXPECT_EQ(watch.seen, "start 2/2\n1 rho_4 finished\n2 rho_1 finished\n");
  EXPECT_NE(content("rho_4/calls").find("\n--resume="), std::string::npos);
}

TEST_F(RunSweep, WaitsForTrialsOfAKilledCall) {
  add("1");
  std::filesystem::create_directories(sweep.folder / "rho_1");
  std::optional<base::FileLock> lock(sweep.folder / "rho_1/.lock");
  int asked = 0;
  run([&] {
    if (++asked == 2) lock.reset();
    return 0;
  });
  EXPECT_EQ(watch.seen, "wait rho_1\nstart 1/1\n1 rho_1 finished\n");
}

TEST_F(RunSweep, IsRefusedWhileAnotherRunsInTheFolder) {
  add("1");
  std::filesystem::create_directories(sweep.folder);
  const base::FileLock lock(sweep.folder / ".lock");
  EXPECT_TRUE(
      test::failure([&] { run(); }).starts_with("4: " + sweep.folder.string() + "/.lock: held by"));
  EXPECT_FALSE(std::filesystem::exists(sweep.folder / "sweep.json"));
}

}  // namespace
}  // namespace sae::batch
