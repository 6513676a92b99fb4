// SPDX-License-Identifier: MIT
// Tests of the interrupt flag.
#include "base/interrupt.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sae::base {
namespace {

void send_two_signals(int first, int second) {
  const InterruptGuard guard;
  ::raise(first);
  ::raise(second);
  std::exit(0);
}

void send_after_guard(int signal_number) {
  { const InterruptGuard guard; }
  ::raise(signal_number);
  std::exit(0);
}

TEST(InterruptGuard, SetsTheFlagOnASignal) {
  const InterruptGuard guard;
  EXPECT_EQ(pending_signal(), 0);
  ::raise(SIGINT);
  EXPECT_EQ(pending_signal(), SIGINT);
}

TEST(InterruptGuard, HandlesTerminationToo) {
  const InterruptGuard guard;
  ::raise(SIGTERM);
  EXPECT_EQ(pending_signal(), SIGTERM);
}

TEST(InterruptGuard, KeepsTheFlagUntilANewGuard) {
  {
    const InterruptGuard guard;
    ::raise(SIGINT);
  }
  EXPECT_EQ(pending_signal(), SIGINT);
  const InterruptGuard next;
  EXPECT_EQ(pending_signal(), 0);
}

TEST(InterruptGuardDeathTest, EndsTheProcessOnASecondSignal) {
  EXPECT_EXIT(send_two_signals(SIGINT, SIGINT), testing::KilledBySignal(SIGINT), "");
  EXPECT_EXIT(send_two_signals(SIGINT, SIGTERM), testing::KilledBySignal(SIGTERM), "");
}

TEST(InterruptGuardDeathTest, RestoresTheEarlierHandlers) {
  EXPECT_EXIT(send_after_guard(SIGINT), testing::KilledBySignal(SIGINT), "");
  EXPECT_EXIT(send_after_guard(SIGTERM), testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace sae::base
