// SPDX-License-Identifier: MIT
// Tests of writing at the end of a file.
#include "base/append_file.h"

#include <gtest/gtest.h>

#include "support/failing_system.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::base {
namespace {

TEST(AppendTo, CreatesTheFileAndWritesBehindWhatIsKept) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "x";
  append_to(path, 0, "abc");
  append_to(path, 3, "de");
  EXPECT_EQ(test::file_content(path), "abcde");
  append_to(path, 1, "X");
  EXPECT_EQ(test::file_content(path), "aX");
}

TEST(AppendTo, FollowsNoLink) {
  const test::TemporaryFolder folder;
  const auto target = folder.write("target", "abc");
  std::filesystem::create_symlink(target, folder.path() / "link");
  EXPECT_EQ(test::failure([&] { append_to(folder.path() / "link", 0, "x"); }).substr(0, 3), "4: ");
  EXPECT_EQ(test::file_content(target), "abc");
}

TEST(AppendTo, SaysWhatFailed) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "none" / "x";
  EXPECT_EQ(test::failure([&] { append_to(path, 0, "x"); }),
            "4: " + path.string() + ": cannot write: No such file or directory");
  int faults = 0;
  for (int fail_at = 1;; ++fail_at) {
    const test::FailingSystem system(fail_at, ENOSPC);
    const auto file = folder.write("full", "abc");
    errno = ENOTTY;  // of an earlier call, which says nothing about this one
    const std::string failure = test::failure([&] { append_to(file, 3, "de", system); });
    if (system.calls() < fail_at) break;
    EXPECT_EQ(failure, "4: " + file.string() + ": cannot write: No space left on device");
    EXPECT_EQ(test::file_content(file).substr(0, 3), "abc");
    ++faults;
  }
  EXPECT_EQ(faults, 4) << "open, truncate, write, close";
}

}  // namespace
}  // namespace sae::base
