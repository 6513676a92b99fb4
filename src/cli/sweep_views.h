// SPDX-License-Identifier: MIT
// Text of `sae sweep`.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "batch/plan_sweep.h"
#include "batch/run_sweep.h"

namespace sae::cli {

/// The trials of a sweep, with time and disk. estimates: one for each trial.
std::string plan_text(const batch::Sweep& sweep, const std::vector<batch::TrialEstimate>& estimates,
                      int jobs);

/// A line for a trial that ended: "[ 3/18] rho_0.05-seed_1  finished  val_mse 0.0123".
std::string trial_line(const batch::PlannedTrial& planned, const batch::TrialStatus& status,
                       std::size_t ended, std::size_t all);

/// Seconds that a sweep will still take. passed: since its start; ended: trials of `all`, at
/// least 1.
double seconds_left(double passed, std::size_t ended, std::size_t all, int jobs);

/// Logs how a sweep goes.
class SweepLog final : public batch::SweepObserver {
 public:
  SweepLog(const batch::Sweep& sweep, int jobs) : sweep_(sweep), jobs_(jobs) {}

  void on_start(std::size_t left, std::size_t all) override;
  void on_wait(const batch::Trial& trial) override;
  void on_trial(const batch::PlannedTrial& planned, const batch::TrialStatus& status,
                std::size_t ended) override;
  void on_stop() override;

 private:
  using Clock = std::chrono::steady_clock;

  const batch::Sweep& sweep_;
  int jobs_;
  std::size_t left_ = 0;
  Clock::time_point begin_ = Clock::now();
};

/// Logs how many trials are finished, what failed, and what to do next.
void log_sweep_end(const batch::Sweep& sweep, const batch::SweepEnd& end);

}  // namespace sae::cli
