// SPDX-License-Identifier: MIT
// Signal handlers that only set a flag.
#include "base/interrupt.h"

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>

#include "base/error.h"

namespace sae::base {
namespace {

// A handler receives only the signal number, so the flag must be global.
std::atomic<int> requested_stop{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not wait for a lock");

void request_stop(int signal_number) {
  if (requested_stop.exchange(signal_number) == 0) return;
  ::signal(signal_number, SIG_DFL);
  ::raise(signal_number);
}

void install(int signal_number, const struct sigaction& action, struct sigaction* old) {
  if (::sigaction(signal_number, &action, old) == 0) return;
  throw Error(ErrorKind::kInternal, "cannot handle signal " + std::to_string(signal_number) + ": " +
                                        std::generic_category().message(errno));
}

}  // namespace

InterruptGuard::InterruptGuard() {
  requested_stop = 0;
  struct sigaction action {};
  action.sa_handler = request_stop;
  // Restarts interrupted system calls, so only the flag reports the signal.
  action.sa_flags = SA_RESTART;
  install(SIGINT, action, &old_interrupt_);
  install(SIGTERM, action, &old_terminate_);
}

InterruptGuard::~InterruptGuard() {
  ::sigaction(SIGTERM, &old_terminate_, nullptr);
  ::sigaction(SIGINT, &old_interrupt_, nullptr);
}

int pending_signal() noexcept { return requested_stop; }

}  // namespace sae::base
