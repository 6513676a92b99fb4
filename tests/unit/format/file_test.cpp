// SPDX-License-Identifier: MIT
// Tests of opening, reading and mapping files.
#include "format/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <utility>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::TemporaryFolder;

std::string file_refusal(const std::filesystem::path& path, ErrorKind kind) {
  return test::failure([&] { read_file(path, 4, kind); });
}

TEST(ReadFile, ReturnsTheBytesUnchanged) {
  const TemporaryFolder folder;
  const std::string bytes("a\0\r\n", 4);
  EXPECT_EQ(read_file(folder.write("x", bytes), 4, ErrorKind::kData), bytes);
  EXPECT_EQ(read_file(folder.write("y", ""), 4, ErrorKind::kData), "");
  EXPECT_EQ(read_file(folder.path() / "x", ErrorKind::kData), bytes);
}

TEST(ReadFile, RefusesALargerFile) {
  const TemporaryFolder folder;
  const auto path = folder.write("x", "12345");
  EXPECT_EQ(file_refusal(path, ErrorKind::kCheckpoint),
            "5: " + path.string() + ": expected at most 4 bytes, found 5");
}

TEST(ReadFile, RefusesPathsThatAreNotFiles) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x";
  const std::string found = ": " + path.string() + ": expected a ";
  EXPECT_EQ(file_refusal(path, ErrorKind::kUsage), "2" + found + "file, found none");
  EXPECT_EQ(file_refusal(path / "y", ErrorKind::kUsage),
            "2: " + (path / "y").string() + ": expected a file, found none");
  std::filesystem::create_directory(path);
  EXPECT_EQ(file_refusal(path, ErrorKind::kData), "3" + found + "regular file, found a folder");
}

// Opening a pipe without a writer would block forever.
TEST(ReadFile, RefusesAPipe) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(file_refusal(path, ErrorKind::kData),
            "3: " + path.string() + ": expected a regular file, found something else");
}

TEST(OpenFile, FollowsLinks) {
  const TemporaryFolder folder;
  folder.write("x", "abc");
  std::filesystem::create_symlink("x", folder.path() / "link");
  EXPECT_EQ(read_file(folder.path() / "link", 3, ErrorKind::kData), "abc");
}

TEST(MappedFile, ReturnsTheBytesUnchanged) {
  const TemporaryFolder folder;
  const std::string bytes("a\0\r\n", 4);
  EXPECT_EQ(MappedFile(folder.write("x", bytes), ErrorKind::kData).bytes(), bytes);
  EXPECT_EQ(MappedFile(folder.write("y", ""), ErrorKind::kData).bytes(), "");
}

TEST(MappedFile, KeepsTheBytesAfterMoveAndFileRemoval) {
  const TemporaryFolder folder;
  const auto path = folder.write("x", "abc");
  MappedFile first(path, ErrorKind::kData);
  MappedFile file(folder.write("y", "other"), ErrorKind::kData);
  const char* place = first.bytes().data();
  file = std::move(first);
  std::filesystem::remove(path);
  EXPECT_EQ(file.bytes().data(), place);
  EXPECT_EQ(file.bytes(), "abc");
}

TEST(MappedFile, RefusesPathsThatAreNotFiles) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x";
  const auto refusal = [&] { return test::failure([&] { MappedFile(path, ErrorKind::kData); }); };
  EXPECT_EQ(refusal(), "3: " + path.string() + ": expected a file, found none");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(refusal(), "3: " + path.string() + ": expected a regular file, found something else");
}

}  // namespace
}  // namespace sae::format
