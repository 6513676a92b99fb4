// SPDX-License-Identifier: MIT
// A progress bar on stderr.
#include "base/progress_bar.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace sae::base {
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

std::string work_line(const BarText& text, std::int64_t done, double seconds, int columns) {
  std::string line = text.action + " [" + bar_text(done, text.total) + "] " + format_count(done) +
                     "/" + format_count(text.total);
  if (done > 0 && seconds > 0) {
    const double rate = static_cast<double>(done) / seconds;
    if (!text.rate_of.empty()) {
      line.append("  ").append(format_count(static_cast<std::int64_t>(rate)));
      line.append(" ").append(text.rate_of).append("/s");
    }
    const auto left = static_cast<double>(std::max<std::int64_t>(text.total - done, 0));
    line += "  " + format_duration(left / rate) + " left";
  }
  return line.substr(0, static_cast<std::size_t>(std::max(columns, 1)));
}

ProgressBar::ProgressBar(BarText text, Progress progress)
    : text_(std::move(text)), visible_(progress == Progress::kShown && shows_progress()) {}

ProgressBar::~ProgressBar() {
  if (visible_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::add(std::int64_t count) {
  done_ += count;
  if (!visible_ || Clock::now() - drawn_ < kRedraw) return;
  drawn_ = Clock::now();
  const double seconds = std::chrono::duration<double>(drawn_ - start_).count();
  const std::string line = work_line(text_, done_, seconds, terminal_columns() - 1);
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

}  // namespace sae::base
