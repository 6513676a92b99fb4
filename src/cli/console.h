// SPDX-License-Identifier: MIT
// What a person sees while a run goes on, and what it says when it ends; all on stderr.
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

/// One line of progress inside an epoch, at most `columns` characters wide.
std::string progress_line(const train::Progress& progress, int columns);

/// Whether the run is trained and its code sparse, in a sentence that gives the reason, and what to
/// try next.
struct Verdict {
  std::string sentence;
  std::string advice;  ///< may be empty
};
/// A code that is zero throughout is collapsed; else FVU >= 1 means not trained yet, whatever the
/// code looks like.
Verdict judge_run(const config::Config& config, const train::Measures& valid);

/// The lines that close a run: the few numbers that matter and what they mean, the verdict, the
/// pictures.
std::vector<std::string> closing_lines(const config::Config& config, const train::Outcome& outcome,
                                       const std::filesystem::path& folder);

/// A progress bar where `config` or the terminal asks for one, else a line an epoch; the closing
/// lines.
std::unique_ptr<train::Observer> make_console(const config::Config& config,
                                              const std::filesystem::path& folder);

}  // namespace sae::cli
