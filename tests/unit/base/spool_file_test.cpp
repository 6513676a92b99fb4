// SPDX-License-Identifier: MIT
// Tests of bytes that are kept on disk.
#include "base/spool_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdlib>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::base {
namespace {

std::string content(const SpoolFile& spool) {
  std::string bytes;
  spool.read([&](std::string_view piece) { bytes += piece; });
  return bytes;
}

TEST(SpoolFile, KeepsBytesAndLeavesNoFile) {
  const test::TemporaryFolder folder;
  SpoolFile spool(folder.path());
  EXPECT_EQ(content(spool), "");
  const std::string large(3'000'000, 'x');
  spool.write("begin ");
  spool.write(large);
  EXPECT_EQ(content(spool), "begin " + large);
  EXPECT_EQ(test::file_content(spool.path()), content(spool));
  EXPECT_EQ(test::count_entries(folder.path()), 0);
}

TEST(SpoolFile, NamesTheFolderThatItCannotUse) {
  EXPECT_EQ(test::failure([] { SpoolFile("/none"); }),
            "4: /none: cannot create a temporary file: No such file or directory");
  EXPECT_EQ(test::hint([] { SpoolFile("/none"); }),
            "temporary files are written beside --out: free space there, or choose another folder");
}

TEST(TemporaryFolder, IsThatOfTheEnvironment) {
  const test::TemporaryFolder folder;
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", folder.path().c_str(), 1);
  EXPECT_EQ(temporary_folder(), folder.path());
  ::setenv("TMPDIR", "/none", 1);
  EXPECT_EQ(test::failure([] { temporary_folder(); }),
            "4: TMPDIR: expected an existing folder, found '/none'");
  if (before == nullptr) ::unsetenv("TMPDIR");
  if (before != nullptr) ::setenv("TMPDIR", kept.c_str(), 1);
}

}  // namespace
}  // namespace sae::base
