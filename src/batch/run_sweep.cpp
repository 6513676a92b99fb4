// SPDX-License-Identifier: MIT
// Runs the trials of a sweep that are not finished.
#include "batch/run_sweep.h"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/file_lock.h"
#include "batch/parallel.h"
#include "run/file_names.h"

namespace sae::batch {
namespace {

namespace fs = std::filesystem;

/// A call of a sweep: what is left to run, and how all trials stand.
class Call {
 public:
  Call(Sweep& sweep, const SweepRun& how, SweepObserver& observer)
      : sweep_(sweep), how_(how), observer_(observer) {}

  SweepEnd run(const std::function<int()>& pending_signal) {
    wait_for_earlier_trials(pending_signal);
    find_what_is_left();
    write_table();
    observer_.on_start(left_.size(), sweep_.trials.size());
    if (pending_signal() == 0 && !left_.empty()) run_trials(pending_signal);
    end_.signal = pending_signal();
    return std::move(end_);
  }

 private:
  /// After a killed call, its trials may still be saving their states.
  void wait_for_earlier_trials(const std::function<int()>& pending_signal) const {
    for (const PlannedTrial& planned : sweep_.trials) {
      const fs::path lock = sweep_.run_of(planned.trial) / run::kLockName;
      if (base::FileLock::is_held(lock)) observer_.on_wait(planned.trial);
      while (base::FileLock::is_held(lock) && pending_signal() == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    }
  }

  void find_what_is_left() {
    for (const PlannedTrial& planned : sweep_.trials) {
      end_.statuses.push_back(read_status(sweep_, planned));
      if (is_left(end_.statuses.back().state, how_.retry_failed)) {
        left_.push_back(end_.statuses.size() - 1);
      }
    }
  }

  Commands commands_left() {
    Commands commands{{}, sweep_.directory, how_.jobs};
    for (const std::size_t i : left_) {
      PlannedTrial& planned = sweep_.trials[i];
      commands.lines.push_back(
          trial_command(sweep_, planned, end_.statuses[i].state, how_.program));
      planned.end.reset();
    }
    return commands;
  }

  void run_trials(const std::function<int()>& pending_signal) {
    const Commands commands = commands_left();
    write_sweep(sweep_);
    bool told = false;
    const auto stopping = [&] {
      const int signal = pending_signal();
      if (signal != 0 && !std::exchange(told, true)) observer_.on_stop();
      return signal;
    };
    run_commands(
        commands, [&](std::size_t index, const CommandEnd& end) { take_end(left_.at(index), end); },
        stopping);
    // Trials that a signal stopped have not reported.
    for (const std::size_t i : left_) end_.statuses[i] = read_status(sweep_, sweep_.trials[i]);
    write_table();
  }

  void take_end(std::size_t index, const CommandEnd& end) {
    sweep_.trials[index].end = end;
    end_.statuses[index] = read_status(sweep_, sweep_.trials[index]);
    write_sweep(sweep_);
    write_table();
    observer_.on_trial(sweep_.trials[index], end_.statuses[index], ++ended_);
  }

  void write_table() const {
    base::write_atomically(sweep_.folder / kTrialsName, trials_bytes(sweep_, end_.statuses));
  }

  Sweep& sweep_;
  const SweepRun& how_;
  SweepObserver& observer_;
  std::vector<std::size_t> left_{};  ///< indices of trials to run
  std::size_t ended_ = 0;
  SweepEnd end_{};
};

void make_folder_of(const Sweep& sweep) {
  std::error_code failed;
  fs::create_directories(sweep.folder / kLogsName, failed);
  if (!failed) return;
  throw Error(ErrorKind::kOutput, sweep.folder.string() + ": cannot write: " + failed.message());
}

}  // namespace

SweepEnd run_sweep(Sweep& sweep, const SweepRun& how, SweepObserver& observer,
                   const std::function<int()>& pending_signal) {
  expect_gnu_parallel();
  make_folder_of(sweep);
  const base::FileLock lock(sweep.folder / run::kLockName);
  write_sweep(sweep);
  return Call(sweep, how, observer).run(pending_signal);
}

}  // namespace sae::batch
