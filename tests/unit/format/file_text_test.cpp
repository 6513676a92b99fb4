// SPDX-License-Identifier: MIT
// Tests of text files that are mapped into memory.
#include "format/file_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "format/gzip.h"
#include "format/table.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

/// Memory of this process that comes from files and is resident, in bytes.
std::int64_t resident_file_bytes() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (!line.starts_with("RssFile:")) continue;
    std::istringstream words(line.substr(8));
    std::int64_t kilobytes = 0;
    words >> kilobytes;
    return kilobytes * 1024;
  }
  return -1;
}

TEST(FileText, IsTheContent) {
  const test::TemporaryFolder folder;
  const FileText text(folder.write("t.csv", "1,2\n"), 100);
  EXPECT_EQ(text.view(), "1,2\n");
  text.release(text.view().data() + 3);
  EXPECT_EQ(text.view(), "1,2\n");
}

TEST(FileText, RefusesWhatOtherReadersRefuse) {
  const test::TemporaryFolder folder;
  const auto refusal = [](const std::filesystem::path& path, std::uint64_t max_bytes) {
    return test::failure([&] { const FileText text(path, max_bytes); });
  };
  const std::string large = folder.write("t.csv", "1,2\n").string();
  EXPECT_EQ(refusal(large, 3), "3: " + large + ": expected at most 3 bytes, found more");
  const std::string empty = folder.write("e.csv", "").string();
  EXPECT_EQ(refusal(empty, 3), "3: " + empty + ": expected data, found an empty file");
  const std::string named = folder.write("t.csv.gz", "1,2\n").string();
  EXPECT_EQ(refusal(named, 100), "3: " + named + ": expected gzip data, found something else");
}

TEST(FileText, DoesNotStayInMemoryWhileATableIsRead) {
  constexpr std::size_t kRows = 1'000'000;
  const test::TemporaryFolder folder;
  std::string content;
  for (std::size_t row = 0; row < kRows; ++row) content += std::string(58, ' ') + "12345\n";
  const std::int64_t size = std::ssize(content);
  const FileText text(folder.write("t.csv", content), 1ULL << 30U);
  content = {};
  const std::int64_t before = resident_file_bytes();
  std::int64_t most = 0;
  TableOptions options;
  options.text.release = [&](const char* end) {
    most = std::max(most, resident_file_bytes() - before);
    text.release(end);
  };
  const Table table = parse_table(text.view(), "t.csv", options);
  EXPECT_EQ(table.rows, kRows);
  EXPECT_EQ(table.values[kRows - 1], 12345);
  EXPECT_GT(most, 0);
  EXPECT_LT(most, size / 2);
}

void read_shortened_file() {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.csv", std::string(1U << 20U, '1'));
  report_shortened_files("sae_train");
  const FileText text(path, 1U << 20U);
  std::filesystem::resize_file(path, 0);
  std::exit(text.view().back());
}

TEST(FileTextDeathTest, ReportsAShortenedFile) {
  EXPECT_EXIT(read_shortened_file(), testing::ExitedWithCode(3),
              "^sae_train: error: expected a table that nobody changes, found one that was "
              "shortened while it was read\n$");
}

}  // namespace
}  // namespace sae::format
