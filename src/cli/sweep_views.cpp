// SPDX-License-Identifier: MIT
// Text of `sae sweep`.
#include "cli/sweep_views.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace sae::cli {
namespace {

using batch::TrialState;

std::string megabytes(double bytes) {
  constexpr double kMegabyte = 1e6;
  return base::format_fixed(bytes / kMegabyte, bytes < 10 * kMegabyte ? 1 : 0) + " MB";
}

std::string count_of(std::size_t count, const std::string& what) {
  return base::format_count(static_cast<std::int64_t>(count)) + " " + what +
         (count == 1 ? "" : "s");
}

/// The last line of a trial's log that reports an error, without the program's name. Without such a
/// line, the last one: of a program that could not start, or was killed.
std::string last_error(const batch::Sweep& sweep, const batch::Trial& trial) {
  std::ifstream log(batch::log_of(sweep, trial));
  std::string error, last;
  for (std::string line; std::getline(log, line);) {
    if (line.empty()) continue;
    const std::size_t at = line.find(": error: ");
    if (at != std::string::npos) error = line.substr(at + 2);
    last = std::move(line);
  }
  if (!error.empty()) return error;
  return last.empty() ? "see " + batch::log_of(sweep, trial).string() : last;
}

std::size_t count_state(const batch::SweepEnd& end, TrialState state) {
  return static_cast<std::size_t>(
      std::ranges::count(end.statuses, state, &batch::TrialStatus::state));
}

}  // namespace

std::string plan_text(const batch::Sweep& sweep, const std::vector<batch::TrialEstimate>& estimates,
                      int jobs) {
  constexpr std::size_t kLeastWidth = 8;
  std::size_t width = kLeastWidth;
  for (const batch::PlannedTrial& planned : sweep.trials) {
    width = std::max(width, planned.trial.name.size());
  }
  std::string text =
      base::fit_width("trial", width) + "   epochs    parameters         time       disk\n";
  double seconds = 0, disk = 0;
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const batch::TrialEstimate& estimate = estimates[i];
    std::array<char, 96> cells{};
    std::snprintf(cells.data(), cells.size(), " %8s  %12s %12s %10s\n",
                  base::format_count(estimate.epochs).c_str(),
                  base::format_count(estimate.parameters).c_str(),
                  base::format_duration(estimate.seconds).c_str(),
                  megabytes(static_cast<double>(estimate.disk_bytes)).c_str());
    text += base::fit_width(sweep.trials[i].trial.name, width) + cells.data();
    seconds += estimate.seconds;
    disk += static_cast<double>(estimate.disk_bytes);
  }
  return text + count_of(estimates.size(), "trial") + ", " + std::to_string(jobs) +
         " at a time: about " + base::format_duration(seconds / jobs) + " and " + megabytes(disk) +
         "\n";
}

std::string trial_line(const batch::PlannedTrial& planned, const batch::TrialStatus& status,
                       std::size_t ended, std::size_t all) {
  const std::string total = std::to_string(all), number = std::to_string(ended);
  std::string line = "[" + std::string(total.size() - number.size(), ' ') + number + "/" + total +
                     "] " + planned.trial.name + "  " + batch::state_name(status.state);
  if (status.state == TrialState::kFailed) {
    line +=
        " with exit code " + std::to_string(planned.end.value_or(batch::CommandEnd()).exit_code);
  } else if (status.last) {
    line += "  val_mse " + base::format_fixed(status.last->valid.mse, 5);
  }
  return line;
}

double seconds_left(double passed, std::size_t ended, std::size_t all, int jobs) {
  const auto done = static_cast<double>(ended), left = static_cast<double>(all - ended);
  // Those that run are, on average, half done.
  const double running = std::min(static_cast<double>(jobs - 1), left) / 2;
  return passed * (left - running) / (done + running);
}

void SweepLog::on_start(std::size_t left, std::size_t all) {
  left_ = left;
  begin_ = Clock::now();
  base::log_info(
      "sweep   " + count_of(all, "trial") + " in " + sweep_.folder.string() +
      (left == all ? "" : ", " + base::format_count(static_cast<std::int64_t>(left)) + " to run") +
      "; " + std::to_string(jobs_) + " at a time");
}

void SweepLog::on_wait(const batch::Trial& trial) {
  base::log_info("waiting for the process that still writes " + trial.name);
}

void SweepLog::on_trial(const batch::PlannedTrial& planned, const batch::TrialStatus& status,
                        std::size_t ended) {
  const bool well = status.state == TrialState::kFinished;
  std::string line = trial_line(planned, status, ended, left_);
  if (!well) line += ": " + last_error(sweep_, planned.trial);
  if (ended < left_) {
    const std::chrono::duration<double> passed = Clock::now() - begin_;
    line += "  (about " + base::format_duration(seconds_left(passed.count(), ended, left_, jobs_)) +
            " left)";
  }
  if (well) {
    base::log_info(line);
  } else {
    base::log_warning(line);
  }
}

void SweepLog::on_stop() {
  base::log_info(
      "stopping: the trials that run save their state; a second signal ends them at once");
}

void log_sweep_end(const batch::Sweep& sweep, const batch::SweepEnd& end) {
  std::string line = "sweep   " + count_of(end.statuses.size(), "trial") + ":";
  for (const TrialState state :
       {TrialState::kFinished, TrialState::kInterrupted, TrialState::kWaiting,
        TrialState::kDiverged, TrialState::kFailed}) {
    const std::size_t count = count_state(end, state);
    if (count == 0) continue;
    line += (line.back() == ':' ? " " : ", ") + std::to_string(count) + " " + state_name(state);
  }
  base::log_info(line + "; figures in " + (sweep.folder / batch::kTrialsName).string());
  const std::string out = base::shell_word(sweep.folder.string());
  const std::size_t bad =
      count_state(end, TrialState::kDiverged) + count_state(end, TrialState::kFailed);
  const std::size_t left =
      count_state(end, TrialState::kInterrupted) + count_state(end, TrialState::kWaiting);
  if (left > 0) base::log_info("next    sae sweep --out " + out + " goes on with what is left");
  if (bad > 0) {
    base::log_info("next    sae sweep --out " + out + " --retry_failed runs " +
                   count_of(bad, "trial") + " again; what they printed is in " +
                   (sweep.folder / batch::kLogsName).string());
  }
}

}  // namespace sae::cli
