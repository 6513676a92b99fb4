// SPDX-License-Identifier: MIT
// Turns SIGINT and SIGTERM into a flag that long work polls.
#pragma once

#include <signal.h>

namespace sae::base {

/// During a guard's lifetime, the first SIGINT or SIGTERM only sets the flag of `pending_signal`,
/// so that work can be saved. A second one ends the process at once, as without a guard. At most
/// one guard may exist at a time.
class InterruptGuard {
 public:
  /// Clears the flag and installs the handlers. Throws sae::Error (kInternal) if the system
  /// refuses.
  InterruptGuard();
  /// Restores the earlier handlers; the flag is unchanged.
  ~InterruptGuard();

  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction old_interrupt_ {};
  struct sigaction old_terminate_ {};
};

/// Exit code of a program that a signal ended, without the signal's number.
inline constexpr int kSignalExit = 128;

/// Number of the signal that requested a stop, or 0.
int pending_signal() noexcept;

}  // namespace sae::base
