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

/// The closing lines of a run: main results with their meaning, verdict and pictures.
std::vector<std::string> closing_lines(const config::Config& config, const train::Outcome& outcome,
                                       const std::filesystem::path& folder);

/// Prints a line per epoch, the closing lines and, if `config` or the terminal asks for it, a
/// progress bar. config must outlive the observer.
std::unique_ptr<train::Observer> make_console(const config::Config& config,
                                              const std::filesystem::path& folder);

}  // namespace sae::cli
