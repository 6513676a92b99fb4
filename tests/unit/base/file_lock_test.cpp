// SPDX-License-Identifier: MIT
// Tests of the lock file.
#include "base/file_lock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::base {
namespace {

using test::TemporaryFolder;

TEST(FileLock, ReplacesTheContentByItsProcessId) {
  const TemporaryFolder folder;
  const auto path = folder.write("lock", "99999999999999\n");
  const FileLock lock(path);
  EXPECT_EQ(test::file_content(path), std::to_string(::getpid()) + '\n');
}

// A flock belongs to the open file description, so two locks exclude each other even in one
// process.
TEST(FileLock, NamesTheHolder) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "lock";
  const FileLock lock(path);
  EXPECT_EQ(test::failure([&] { FileLock second(path); }),
            "4: " + path.string() + ": held by process " + std::to_string(::getpid()));
}

TEST(FileLock, SaysWhetherItIsHeld) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "lock";
  EXPECT_FALSE(FileLock::is_held(path)) << "no file";
  {
    const FileLock lock(path);
    EXPECT_TRUE(FileLock::is_held(path));
    EXPECT_FALSE(FileLock::is_held(folder.write("other", "")));
  }
  EXPECT_FALSE(FileLock::is_held(path)) << "released";
}

TEST(FileLock, ReportsAnUnknownHolder) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "lock";
  const FileLock lock(path);
  folder.write("lock", "nonsense");
  EXPECT_EQ(test::failure([&] { FileLock second(path); }),
            "4: " + path.string() + ": held by another process");
}

TEST(FileLock, ReleasesTheLockAndKeepsTheFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "lock";
  { const FileLock lock(path); }
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(test::failure([&] { FileLock second(path); }), "no error");
}

TEST(FileLock, StaysLockedAfterAMove) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "lock";
  std::optional<FileLock> first(path);
  std::optional<FileLock> second(std::move(first));
  first.reset();
  EXPECT_NE(test::failure([&] { FileLock third(path); }), "no error");
  second.reset();
  EXPECT_EQ(test::failure([&] { FileLock third(path); }), "no error");
}

TEST(FileLock, RefusesAFolderAndALink) {
  const TemporaryFolder folder;
  EXPECT_EQ(test::failure([&] { FileLock lock(folder.path()); }),
            "4: " + folder.path().string() + ": cannot lock: Is a directory");
  const auto link = folder.path() / "link";
  std::filesystem::create_symlink("elsewhere", link);
  EXPECT_EQ(test::failure([&] { FileLock lock(link); }),
            "4: " + link.string() + ": cannot lock: Too many levels of symbolic links");
}

}  // namespace
}  // namespace sae::base
