// SPDX-License-Identifier: MIT
// Tests of the system calls.
#include "base/file_system.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "support/temporary_folder.h"

namespace sae::base {
namespace {

using test::TemporaryFolder;

TEST(FileSystem, CreatesAFileAndFollowsNoLink) {
  const TemporaryFolder folder;
  const FileSystem system;
  std::filesystem::create_symlink(folder.path() / "elsewhere", folder.path() / "link");
  EXPECT_LT(system.create(folder.path() / "link"), 0);
  EXPECT_EQ(errno, EEXIST);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "elsewhere"));
  const int file = system.create(folder.path() / "x");
  EXPECT_EQ(system.write(file, "abc", 3), 3);
  EXPECT_EQ(system.fsync(file), 0);
  EXPECT_EQ(system.close(file), 0);
  EXPECT_EQ(test::file_content(folder.path() / "x"), "abc");
}

TEST(FileSystem, AppendsAndTruncates) {
  const TemporaryFolder folder;
  const FileSystem system;
  const auto path = folder.write("x", "abc");
  const int file = system.open_to_append(path);
  EXPECT_EQ(system.truncate(file, 2), 0);
  EXPECT_EQ(system.write(file, "Z", 1), 1);
  EXPECT_EQ(system.close(file), 0);
  EXPECT_EQ(test::file_content(path), "abZ");
  std::filesystem::create_symlink(path, folder.path() / "link");
  EXPECT_LT(system.open_to_append(folder.path() / "link"), 0);
}

TEST(FileSystem, OpensOnlyFolders) {
  const TemporaryFolder folder;
  const FileSystem system;
  const int opened = system.open_folder(folder.path());
  EXPECT_GE(opened, 0);
  EXPECT_EQ(system.close(opened), 0);
  EXPECT_LT(system.open_folder(folder.write("x", "")), 0);
}

TEST(FileSystem, RenamesAndRemoves) {
  const TemporaryFolder folder;
  const FileSystem system;
  folder.write("x", "abc");
  EXPECT_EQ(system.rename(folder.path() / "x", folder.path() / "y"), 0);
  EXPECT_EQ(test::file_content(folder.path() / "y"), "abc");
  EXPECT_EQ(system.unlink(folder.path() / "y"), 0);
  EXPECT_EQ(test::count_entries(folder.path()), 0);
}

}  // namespace
}  // namespace sae::base
