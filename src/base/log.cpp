// SPDX-License-Identifier: MIT
// Logs with a separate spdlog logger; spdlog's default logger is not changed.
#include "base/log.h"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "base/text.h"

namespace sae::base {
namespace {

constexpr const char* kLoggerName = "sae_train";
/// A logger without output, whose level says whether progress bars are shown.
constexpr const char* kProgressName = "sae_train progress";

// Information is plain text; warnings and errors have a prefix.
class LineFormatter : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    if (message.level >= spdlog::level::warn) {
      append(kLoggerName, line);
      append(": ", line);
      append(spdlog::level::to_string_view(message.level), line);
      append(": ", line);
    }
    append(message.payload, line);
    append("\n", line);
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>();
  }

 private:
  static void append(spdlog::string_view_t text, spdlog::memory_buf_t& line) {
    line.append(text.data(), text.data() + text.size());
  }
};

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kOff:
      break;
  }
  return spdlog::level::off;
}

void log_line(LogLevel level, std::string_view message) {
  const std::shared_ptr<spdlog::logger> logger = spdlog::get(kLoggerName);
  if (logger) logger->log(to_spdlog(level), spdlog::string_view_t(printable(message)));
}

bool wants_progress(LogLevel level, ProgressMode progress) {
  switch (progress) {
    case ProgressMode::kAuto:
      return level <= LogLevel::kInfo && isatty(STDERR_FILENO) != 0;
    case ProgressMode::kOn:
      return true;
    case ProgressMode::kOff:
      break;
  }
  return false;
}

void replace_logger(std::shared_ptr<spdlog::logger> logger) {
  spdlog::drop(logger->name());
  spdlog::register_logger(std::move(logger));
}

}  // namespace

void set_up_log(LogLevel level, ProgressMode progress) {
  auto logger = std::make_shared<spdlog::logger>(kLoggerName,
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<LineFormatter>());
  logger->set_level(to_spdlog(level));
  replace_logger(std::move(logger));
  auto bars = std::make_shared<spdlog::logger>(kProgressName);
  bars->set_level(wants_progress(level, progress) ? spdlog::level::info : spdlog::level::off);
  replace_logger(std::move(bars));
}

bool shows_progress() {
  const std::shared_ptr<spdlog::logger> bars = spdlog::get(kProgressName);
  return bars && bars->should_log(spdlog::level::info);
}

void log_debug(std::string_view message) { log_line(LogLevel::kDebug, message); }
void log_info(std::string_view message) { log_line(LogLevel::kInfo, message); }
void log_warning(std::string_view message) { log_line(LogLevel::kWarning, message); }
void log_error(std::string_view message) { log_line(LogLevel::kError, message); }

}  // namespace sae::base
