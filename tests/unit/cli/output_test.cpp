// SPDX-License-Identifier: MIT
// Tests of printing results on stdout.
#include "cli/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>

#include "support/failure.h"

namespace sae::cli {
namespace {

TEST(Print, WritesOnlyTheText) {
  testing::internal::CaptureStdout();
  print("runs/x\n");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "runs/x\n");
}

TEST(Print, ThrowsIfWritingFails) {
  const int before = ::dup(STDOUT_FILENO);
  const int full = ::open("/dev/full", O_WRONLY);
  ::dup2(full, STDOUT_FILENO);
  const std::string refusal = test::failure([] { print("runs/x\n"); });
  ::dup2(before, STDOUT_FILENO);
  ::close(before);
  ::close(full);
  std::clearerr(stdout);
  EXPECT_EQ(refusal, "4: stdout: cannot write: No space left on device");
}

}  // namespace
}  // namespace sae::cli
