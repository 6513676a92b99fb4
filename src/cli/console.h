// SPDX-License-Identifier: MIT
// Console output of a training run; all on stderr.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
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
/// units: how many units per sample explain nearly as much as all (kNearlyAll); none: not known.
/// Many of them qualify the verdict on a code whose activations are sparse.
Verdict judge_run(const config::Config& config, const train::Measures& valid,
                  std::optional<std::int64_t> units = {});
/// Share of what all units explain that counts as nearly all.
inline constexpr double kNearlyAll = 0.9;

/// The closing lines of a run: main results with their meaning, verdict and pictures.
std::vector<std::string> closing_lines(const config::Config& config, const train::Outcome& outcome,
                                       const std::filesystem::path& folder);

/// Prints a line per epoch, the closing lines and, if `config` or the terminal asks for it, a
/// progress bar. config must outlive the observer.
std::unique_ptr<train::Observer> make_console(const config::Config& config,
                                              const std::filesystem::path& folder);

}  // namespace sae::cli
