// SPDX-License-Identifier: MIT
// Tests of writing all bytes.
#include "base/write_all.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace sae::base {
namespace {

/// Writes three bytes at a time, each time after a signal; fails once it has `room` bytes.
class SlowSystem final : public FileSystem {
 public:
  explicit SlowSystem(std::size_t room) : room_(room) {}

  ssize_t write(int, const char* bytes, std::size_t count) const override {
    interrupted_ = !interrupted_;
    if (interrupted_ || written.size() >= room_) {
      errno = interrupted_ ? EINTR : ENOSPC;
      return -1;
    }
    const std::size_t size = std::min<std::size_t>(count, 3);
    written.append(bytes, size);
    return static_cast<ssize_t>(size);
  }

  mutable std::string written;

 private:
  std::size_t room_;
  mutable bool interrupted_ = false;
};

TEST(WriteAll, WritesOnAfterSignals) {
  const SlowSystem system(100);
  EXPECT_TRUE(write_all(1, "abcdefgh", system));
  EXPECT_EQ(system.written, "abcdefgh");
}

TEST(WriteAll, SaysThatItFailed) {
  const SlowSystem system(3);
  EXPECT_FALSE(write_all(1, "abcdefgh", system));
  EXPECT_EQ(errno, ENOSPC);
}

}  // namespace
}  // namespace sae::base
