// SPDX-License-Identifier: MIT
// Console output of a training run; all on stderr.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "train/observer.h"

namespace sae::cli {

/// One line for a finished epoch.
std::string epoch_line(const train::EpochRecord& record, std::int64_t epochs);

/// One line of progress within an epoch, at most `columns` characters wide.
std::string progress_line(const train::Progress& progress, int columns);

/// Says whether the run is trained and its code sparse, and why.
struct Verdict {
  std::string sentence;
  std::string advice;  ///< what to try next; may be empty
};
/// A code of zeros is collapsed. Otherwise FVU >= 1 means not trained yet, however sparse the code.
/// budget: the budget curve; empty if it is not known. A code with sparse activations may still
/// need many units per sample to explain kNearlyAll of what all explain; the verdict says so.
Verdict judge_run(const config::Config& config, const train::Measures& valid,
                  const std::vector<train::BudgetPoint>& budget = {});
inline constexpr double kNearlyAll = 0.9;

/// The closing lines of a run: main results with their meaning, verdict and pictures.
std::vector<std::string> closing_lines(const config::Config& config, const train::Outcome& outcome,
                                       const std::filesystem::path& folder);

/// Prints a line per epoch, the closing lines and, if `config` or the terminal asks for it, a
/// progress bar. config must outlive the observer.
std::unique_ptr<train::Observer> make_console(const config::Config& config,
                                              const std::filesystem::path& folder);

}  // namespace sae::cli
