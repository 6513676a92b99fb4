// SPDX-License-Identifier: MIT
// Runs the trials of a sweep that are not finished.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "batch/sweep_file.h"
#include "batch/trial_status.h"

namespace sae::batch {

/// How to run a sweep.
struct SweepRun {
  int jobs = 1;                      ///< trials at a time
  bool retry_failed = false;         ///< also run failed and diverged trials again
  std::vector<std::string> program;  ///< words of the training program before its options
};

/// Follows a sweep.
class SweepObserver {
 public:
  virtual ~SweepObserver() = default;
  /// Before the first trial. left: how many of all trials will run.
  virtual void on_start(std::size_t left, std::size_t all) = 0;
  /// A trial of an earlier, killed call is still saving its state.
  virtual void on_wait(const Trial& trial) = 0;
  /// A trial ended. ended: how many of this call.
  virtual void on_trial(const PlannedTrial& trial, const TrialStatus& status,
                        std::size_t ended) = 0;
  /// A signal stops the sweep: the running trials save their state.
  virtual void on_stop() = 0;
};

/// How a sweep stands after a call.
struct SweepEnd {
  std::vector<TrialStatus> statuses;  ///< of all trials
  int signal = 0;                     ///< that stopped it; 0: none
};

/// Runs the trials that are left (is_left), several at a time. Holds a lock on the folder, writes
/// sweep.json and trials.csv as trials end, and stops in order at a signal. Throws kUsage without
/// GNU parallel, kOutput if the folder cannot be written or another process holds it.
SweepEnd run_sweep(Sweep& sweep, const SweepRun& how, SweepObserver& observer,
                   const std::function<int()>& pending_signal);

}  // namespace sae::batch
