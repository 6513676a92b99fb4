// SPDX-License-Identifier: MIT
// A progress bar on stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sae::cli {

/// Width of stderr's terminal in characters; 80 if it is none.
int terminal_columns();

/// Twenty characters, of which `done` of `total` (all, if more are done) are filled:
/// "#####...............".
std::string bar_text(std::int64_t done, std::int64_t total);

/// "encode [#####...............] 15,000/60,000  50,000 rows/s  900 ms left", at most `columns`
/// characters. seconds: time for the rows done.
std::string rows_line(const std::string& action, std::int64_t done, std::int64_t total,
                      double seconds, int columns);

/// Whether progress is shown. Hidden: the same terminal shows the output.
enum class Progress { kShown, kHidden };

/// Shows how many of the rows are done, if stderr is a terminal. Removed at the end.
class ProgressBar {
 public:
  ProgressBar(std::string action, std::int64_t total, Progress progress = Progress::kShown);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  /// rows: done since the last call. Draws at most ten times a second.
  void add(std::int64_t rows);

 private:
  using Clock = std::chrono::steady_clock;

  /// Since the start.
  double seconds() const;

  std::string action_;
  std::int64_t total_, done_ = 0;
  bool visible_;
  Clock::time_point start_ = Clock::now(), drawn_ = start_;
};

}  // namespace sae::cli
