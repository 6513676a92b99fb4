// SPDX-License-Identifier: MIT
// Tests of the file that a command writes.
#include "base/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::base {
namespace {

using test::count_entries;
using test::file_content;
using test::TemporaryFolder;

TEST(OutputFile, AppearsWholeAtItsEnd) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "x").string();
  OutputFile file(path, ExistingFile::kRefuse);
  file.write("one ");
  file.write("two");
  EXPECT_FALSE(std::filesystem::exists(path));
  file.commit();
  EXPECT_EQ(file_content(path), "one two");
  EXPECT_EQ(count_entries(folder.path()), 1);
}

TEST(OutputFile, LeavesNothingIfItIsNotCommitted) {
  const TemporaryFolder folder;
  const auto path = folder.write("x", "earlier");
  OutputFile(path.string(), ExistingFile::kReplace).write("half");
  EXPECT_EQ(file_content(path), "earlier");
  EXPECT_EQ(count_entries(folder.path()), 1);
}

TEST(OutputFile, RefusesWhatItWouldSpoil) {
  const TemporaryFolder folder;
  const auto refusal = [](const std::string& place, ExistingFile existing) {
    return test::failure([&] { OutputFile(place, existing); });
  };
  const std::string path = folder.write("x", "earlier").string(), place = folder.path().string();
  EXPECT_EQ(refusal(path, ExistingFile::kRefuse),
            "4: " + path + ": expected a new name, found an existing file");
  EXPECT_EQ(test::hint([&] { OutputFile(path, ExistingFile::kRefuse); }),
            "use --force to replace it");
  EXPECT_EQ(refusal(place, ExistingFile::kReplace),
            "4: " + place + ": expected a file, found a folder");
  EXPECT_EQ(
      refusal(place + "/none/y", ExistingFile::kReplace),
      "4: " + place + "/none/y: expected an existing folder " + place + "/none, found nothing");
}

TEST(OutputFile, WritesDevicesAsTheyAre) {
  OutputFile file("/dev/null", ExistingFile::kRefuse);
  EXPECT_FALSE(file.is_regular());
  file.write("x");
  file.commit();
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(OutputFile, WritesPipesAsTheyAre) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "pipe").string();
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::string found;
  std::thread reader([&] { found = file_content(path); });
  OutputFile file(path, ExistingFile::kRefuse);
  file.write("through a pipe");
  file.commit();
  reader.join();
  EXPECT_EQ(found, "through a pipe");
}

TEST(OutputFile, ReportsAFullDevice) {
  OutputFile file("/dev/full", ExistingFile::kRefuse);
  EXPECT_EQ(test::failure([&] { file.write("x"); }),
            "4: /dev/full: cannot write: No space left on device");
}

TEST(OutputFile, NamesStandardOutput) {
  EXPECT_TRUE(is_standard_output("-"));
  EXPECT_TRUE(is_standard_output("/dev/stdout"));
  EXPECT_FALSE(is_standard_output("./-"));
  EXPECT_EQ(OutputFile("-", ExistingFile::kRefuse).name(), "stdout");
}

}  // namespace
}  // namespace sae::base
