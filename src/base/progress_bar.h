// SPDX-License-Identifier: MIT
// A progress bar on stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sae::base {

/// Width of stderr's terminal in characters; 80 if it is none.
int terminal_columns();

/// Twenty characters, of which `done` of `total` are filled: "#####...............".
std::string bar_text(std::int64_t done, std::int64_t total);

/// What a bar says.
struct BarText {
  std::string action;
  std::int64_t total = 0;
  std::string rate_of{};  ///< what is counted, for its rate: "rows"; empty: no rate
};

/// "encode [#####...............] 15,000/60,000  50,000 rows/s  900 ms left", at most `columns`
/// characters. seconds: time for what is done.
std::string work_line(const BarText& text, std::int64_t done, double seconds, int columns);

/// Whether a bar may be drawn: not where it would spoil other output.
enum class Progress { kShown, kHidden };

/// Shows how much of long work is done, if shows_progress(). Removed at the end.
class ProgressBar {
 public:
  explicit ProgressBar(BarText text, Progress progress = Progress::kShown);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  /// count: done since the last call. Draws at most ten times a second.
  void add(std::int64_t count);

 private:
  using Clock = std::chrono::steady_clock;

  BarText text_;
  std::int64_t done_ = 0;
  bool visible_;
  Clock::time_point start_ = Clock::now(), drawn_ = start_;
};

}  // namespace sae::base
