// SPDX-License-Identifier: MIT
// Turning SIGINT and SIGTERM into a flag that long work looks at.
#pragma once

#include <signal.h>

namespace sae::base {

/// While one lives, the first SIGINT or SIGTERM only sets the flag of `pending_signal`, so that the
/// work can be saved; a second one ends the process at once, as if no guard existed. At most one
/// guard may live at a time.
class InterruptGuard {
 public:
  /// Clears the flag and installs the handlers. Throws sae::Error (kInternal) if the system
  /// refuses.
  InterruptGuard();
  /// Puts the earlier handlers back; the flag stays as it is.
  ~InterruptGuard();

  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction old_interrupt_ {};
  struct sigaction old_terminate_ {};
};

/// The number of the signal that asked the program to stop, 0 if none did.
int pending_signal() noexcept;

}  // namespace sae::base
