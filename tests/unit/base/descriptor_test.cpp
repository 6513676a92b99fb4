// SPDX-License-Identifier: MIT
// Tests of the file descriptor that closes itself.
#include "base/descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace sae::base {
namespace {

bool is_open(int number) { return ::fcntl(number, F_GETFD) != -1; }

int open_something() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

TEST(Descriptor, ClosesOnDestruction) {
  int number = -1;
  {
    const Descriptor file(open_something());
    number = file.number();
    ASSERT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Descriptor, TransfersOwnershipOnMove) {
  Descriptor first(open_something());
  const int number = first.number();
  const Descriptor second(std::move(first));
  EXPECT_EQ(second.number(), number);
  EXPECT_TRUE(is_open(number));
}

TEST(Descriptor, ClosesTheOldOneOnAssignment) {
  Descriptor first(open_something());
  Descriptor second(open_something());
  const int former = first.number();
  const int taken = second.number();
  first = std::move(second);
  EXPECT_FALSE(is_open(former));
  EXPECT_EQ(first.number(), taken);
  EXPECT_TRUE(is_open(taken));
}

TEST(Descriptor, ReportsSuccessOnClose) {
  Descriptor file(open_something());
  EXPECT_TRUE(file.close());
  EXPECT_LT(file.number(), 0);
  EXPECT_TRUE(file.close());
}

}  // namespace
}  // namespace sae::base
