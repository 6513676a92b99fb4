// SPDX-License-Identifier: MIT
// Messages to people, on stderr.
#pragma once

#include <string_view>

namespace sae::base {

/// The least severe message that is shown; kOff shows none.
enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

/// Sends the messages of `level` and above to stderr. Debug and info messages are printed as they
/// are, others as "sae_train: warning: MESSAGE". May be called again to change the level; before
/// the first call nothing is shown. Control characters in messages are shown as "\\xNN".
void set_up_log(LogLevel level);

/// Prints a detail that helps to find a fault.
void log_debug(std::string_view message);
/// Prints what the program does.
void log_info(std::string_view message);
/// Prints what the user should look at, though the work goes on.
void log_warning(std::string_view message);
/// Prints why the program cannot go on.
void log_error(std::string_view message);

}  // namespace sae::base
