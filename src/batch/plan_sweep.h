// SPDX-License-Identifier: MIT
// Plans a sweep: its trials, and the settings that must not depend on how it runs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "batch/sweep_file.h"
#include "config/config.h"

namespace sae::batch {

/// What a user asked for.
struct SweepRequest {
  std::filesystem::path folder;
  std::vector<config::Setting> varied;          ///< options with their values as typed
  std::vector<config::Setting> fixed;           ///< options of all trials
  std::optional<std::filesystem::path> trials;  ///< file of trials (read_trial_settings)
};

/// The sweep in the folder, with the new trials of the request; or a new sweep, of which nothing is
/// written yet. A new trial runs on one thread unless --threads is given, on the device that is
/// chosen for the first trial, and validates on a tenth of the training rows unless it names other
/// rows. Throws kUsage with one line for each problem of a trial, if there are no trials, or if the
/// fixed options differ from those of the sweep in the folder. Throws kOutput if the folder
/// contains something else, kData if the first new trial's data cannot be read.
Sweep plan_sweep(const SweepRequest& request);

/// The configuration of a trial. Throws UsageErrors.
config::Config config_of(const Sweep& sweep, const PlannedTrial& planned);

/// How many trials can run at a time: `jobs`, or as many as the cores feed. Throws kUsage if
/// `jobs` times the threads of a trial exceed the cores.
int choose_jobs(const Sweep& sweep, std::optional<std::int64_t> jobs, int cores);

/// What a trial takes.
struct TrialEstimate {
  std::int64_t epochs = 0;
  std::int64_t parameters = 0;
  double seconds = 0;
  std::int64_t disk_bytes = 0;
};

/// Measures some steps of each kind of trial, one after the other; trials that differ only in
/// seeds, weights of the loss and learning rates take the same time. Shows a progress bar.
std::vector<TrialEstimate> estimate_trials(const Sweep& sweep);

}  // namespace sae::batch
