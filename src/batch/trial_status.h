// SPDX-License-Identifier: MIT
// How far the trials of a sweep are, from their run folders, and trials.csv.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "batch/sweep_file.h"
#include "train/epoch_record.h"

namespace sae::batch {

enum class TrialState { kWaiting, kInterrupted, kFinished, kDiverged, kFailed };

/// "waiting", "interrupted", "finished", "diverged" or "failed".
std::string state_name(TrialState state);

/// What is known of a trial.
struct TrialStatus {
  TrialState state = TrialState::kWaiting;
  std::optional<train::EpochRecord> last{};  ///< last row of metrics.csv
  std::map<std::string, double> test{};      ///< test_mse and so on, if there is a test set
};

/// Reads the run folder of a trial. A trial has failed if its last process ended by itself with
/// another code than 0 or that of a signal, and its run is neither finished nor diverged.
TrialStatus read_status(const Sweep& sweep, const PlannedTrial& planned);

/// Whether the next call of the sweep runs the trial: with retry_failed, also failed and diverged
/// ones.
bool is_left(TrialState state, bool retry_failed);

/// The command that runs a trial or goes on with it, for a shell in the sweep's directory. program:
/// the words before the options, such as {"sae", "train"}. Its output is appended to a file in the
/// folder kLogsName.
std::string trial_command(const Sweep& sweep, const PlannedTrial& planned, TrialState state,
                          const std::vector<std::string>& program);

/// The bytes of trials.csv: one line for each trial with its status, exit code, settings and last
/// figures. statuses: one for each trial.
std::string trials_bytes(const Sweep& sweep, const std::vector<TrialStatus>& statuses);

/// The file with the output of a trial.
std::filesystem::path log_of(const Sweep& sweep, const Trial& trial);

}  // namespace sae::batch
