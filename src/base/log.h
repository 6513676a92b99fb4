// SPDX-License-Identifier: MIT
// Log messages on stderr.
#pragma once

#include <string_view>

namespace sae::base {

/// Lowest level that is printed; kOff prints nothing.
enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

/// When progress bars are shown; kAuto: if stderr is a terminal and information is printed.
enum class ProgressMode { kAuto, kOn, kOff };

/// Prints messages of `level` and above to stderr. Debug and info messages are printed as they are,
/// others as "sae_train: warning: MESSAGE". Call it again to change the level; before the first
/// call nothing is printed. Control characters in messages are printed as "\\xNN".
void set_up_log(LogLevel level, ProgressMode progress = ProgressMode::kAuto);
/// Whether progress bars are shown; false before set_up_log.
bool shows_progress();

/// Prints details for debugging.
void log_debug(std::string_view message);
/// Prints progress information.
void log_info(std::string_view message);
/// Prints a problem that does not stop the program.
void log_warning(std::string_view message);
/// Prints the reason why the program stops.
void log_error(std::string_view message);

}  // namespace sae::base
