// SPDX-License-Identifier: MIT
// What a person sees while a run goes on, and what it says when it ends; all on stderr.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sae/config/config.h"
#include "sae/train/observer.h"

namespace sae::report {

/// One line for a finished epoch.
std::string epoch_line(const train::EpochRecord& record, std::int64_t epochs);

/// One line of progress inside an epoch, at most `columns` characters wide.
std::string progress_line(const train::Progress& progress, int columns);

/// Whether the code came out sparse, in a sentence that gives its reason, and what to try next.
struct Verdict {
  std::string sentence;
  std::string advice;  ///< may be empty
};
Verdict judge_sparsity(const config::Config& config, const metrics::Sparsity& sparsity);

/// The lines that close a run: the few numbers that matter and what they mean, the verdict, the
/// pictures.
std::vector<std::string> closing_lines(const config::Config& config, const train::Outcome& outcome,
                                       const std::filesystem::path& folder);

/// A progress bar where `config` or the terminal asks for one, else a line an epoch; the closing
/// lines.
std::unique_ptr<train::Observer> make_console(const config::Config& config,
                                              const std::filesystem::path& folder);

}  // namespace sae::report
