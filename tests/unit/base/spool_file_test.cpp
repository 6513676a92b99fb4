// SPDX-License-Identifier: MIT
// Tests of bytes that are kept on disk.
#include "base/spool_file.h"

#include <gtest/gtest.h>

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
  EXPECT_EQ(spool.size(), large.size() + 6);
  EXPECT_EQ(content(spool), "begin " + large);
  EXPECT_EQ(test::file_content(spool.path()), content(spool));
  EXPECT_EQ(test::count_entries(folder.path()), 0);
}

TEST(SpoolFile, NamesTheFolderThatItCannotUse) {
  EXPECT_EQ(test::failure([] { SpoolFile("/none"); }),
            "4: /none: cannot create a temporary file: No such file or directory");
}

}  // namespace
}  // namespace sae::base
