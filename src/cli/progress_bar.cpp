// SPDX-License-Identifier: MIT
// A progress bar on stderr.
#include "cli/progress_bar.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/text.h"

namespace sae::cli {
namespace {

constexpr int kColumnsOfNoTerminal = 80;
constexpr std::int64_t kBarWidth = 20;
constexpr std::chrono::milliseconds kRedraw{100};

}  // namespace

int terminal_columns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kColumnsOfNoTerminal;
}

std::string bar_text(std::int64_t done, std::int64_t total) {
  const std::int64_t shown = std::min(done, total);
  const auto filled =
      static_cast<std::size_t>(kBarWidth * shown / std::max<std::int64_t>(total, 1));
  return std::string(filled, '#') + std::string(static_cast<std::size_t>(kBarWidth) - filled, '.');
}

std::string rows_line(const std::string& action, std::int64_t done, std::int64_t total,
                      double seconds, int columns) {
  std::string line = action + " [" + bar_text(done, total) + "] " + base::format_count(done) + "/" +
                     base::format_count(total);
  if (done > 0 && seconds > 0) {
    const double rate = static_cast<double>(done) / seconds;
    line +=
        "  " + base::format_count(static_cast<std::int64_t>(rate)) + " rows/s  " +
        base::format_duration(static_cast<double>(std::max<std::int64_t>(total - done, 0)) / rate) +
        " left";
  }
  return line.substr(0, static_cast<std::size_t>(std::max(columns, 1)));
}

ProgressBar::ProgressBar(std::string action, std::int64_t total, Progress progress)
    : action_(std::move(action)),
      total_(total),
      visible_(progress == Progress::kShown && isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  if (visible_) std::fputs("\r\033[K", stderr);
}

double ProgressBar::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void ProgressBar::add(std::int64_t rows) {
  done_ += rows;
  if (!visible_ || Clock::now() - drawn_ < kRedraw) return;
  drawn_ = Clock::now();
  const std::string line = rows_line(action_, done_, total_, seconds(), terminal_columns() - 1);
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

}  // namespace sae::cli
