// SPDX-License-Identifier: MIT
// Tests of reading plain and compressed files.
#include "format/gzip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::gzipped;
using test::TemporaryFolder;

// Reads to the end in steps of `step` bytes and checks that the end is valid.
std::string read_all(const std::filesystem::path& path, std::size_t step = 1000) {
  ByteSource source(path);
  std::string content;
  std::vector<std::uint8_t> part(step);
  while (!source.at_end()) {
    const std::size_t count = source.read(part);
    content.append(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return content;
}

std::string source_refusal(const std::filesystem::path& path) {
  const std::string failure = test::failure([&] { read_all(path); });
  const std::string start = "3: " + path.string() + ": ";
  return failure.starts_with(start) ? failure.substr(start.size()) : failure;
}

// Longer than the blocks in which files are read, and hardly compressible.
std::string long_content() {
  std::string content(200'000, '\0');
  std::uint32_t state = 1;
  std::generate(content.begin(), content.end(), [&state] {
    state = state * 1664525 + 1013904223;
    return static_cast<char>(state >> 24);
  });
  return content;
}

TEST(ByteSource, ReadsPlainAndCompressedContent) {
  const TemporaryFolder folder;
  const std::string content = long_content();
  EXPECT_EQ(read_all(folder.write("plain", content)), content);
  EXPECT_EQ(read_all(folder.write("x.gz", gzipped(content))), content);
  EXPECT_EQ(read_all(folder.write("x.gz", gzipped(content)), 1), content);
  EXPECT_EQ(read_all(folder.write("x.gz", gzipped(content)), 1'000'000), content);
}

TEST(ByteSource, DecompressesContentMuchLargerThanTheFile) {
  const TemporaryFolder folder;
  const std::string content(3'000'000, 'x');
  EXPECT_EQ(read_all(folder.write("x.gz", gzipped(content))), content);
}

TEST(ByteSource, DetectsGzipByContentNotByName) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_all(folder.write("no-extension", gzipped("abc"))), "abc");
  EXPECT_EQ(read_all(folder.write("short", "\x1f")), "\x1f");
}

TEST(ByteSource, ReadsConsecutiveMembers) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_all(folder.write("x.gz", gzipped("abc") + gzipped("") + gzipped("def"))),
            "abcdef");
  EXPECT_EQ(read_all(folder.write("empty.gz", gzipped(""))), "");
}

TEST(ByteSource, SkipsZerosAfterAMember) {
  const TemporaryFolder folder;
  const std::string zeros(512, '\0'), many(100'000, '\0');
  EXPECT_EQ(read_all(folder.write("x.gz", gzipped("abc") + zeros)), "abc");
  EXPECT_EQ(read_all(folder.write("x.gz", gzipped("abc") + many)), "abc");
  EXPECT_EQ(read_all(folder.write("x.gz", gzipped("abc") + many + gzipped("def") + zeros)),
            "abcdef");
  EXPECT_EQ(source_refusal(folder.write("x.gz", gzipped("abc") + zeros + "x")),
            "compressed data ends too early (file truncated?)");
  EXPECT_EQ(source_refusal(folder.write("x.gz", gzipped("abc") + zeros + "rubbish")),
            "damaged gzip data: incorrect header check");
}

TEST(ByteSource, ChecksTheNumberOfRemainingBytes) {
  const TemporaryFolder folder;
  const auto refusal = [](const std::filesystem::path& path, std::uint64_t bytes) {
    const std::string failure =
        test::failure([&] { ByteSource(path).expect_room(bytes, "2 x 3"); });
    return failure == "no error" ? failure : failure.substr(failure.find(": expected") + 2);
  };
  const auto plain = folder.write("x", "abcdef");
  EXPECT_EQ(refusal(plain, 6), "no error");
  EXPECT_EQ(refusal(plain, 7), "expected 7 bytes of values (2 x 3), found 6 (file truncated?)");
  ByteSource begun(plain);
  std::array<std::uint8_t, 2> part{};
  begun.read(part);
  EXPECT_EQ(test::failure([&] { begun.expect_room(4, ""); }), "no error");
  EXPECT_NE(test::failure([&] { begun.expect_room(5, ""); }), "no error");
  const auto compressed = folder.write("x.gz", gzipped(std::string(100'000, 'x')));
  const std::uint64_t size = std::filesystem::file_size(compressed);
  EXPECT_EQ(refusal(compressed, 100'000), "no error");
  EXPECT_EQ(
      refusal(compressed, 2000 * size),
      "expected sizes that a file of " + std::to_string(size) + " bytes can hold, found 2 x 3");
}

TEST(ReadContent, ReadsTheWholeFileUpToTheSizeLimit) {
  const TemporaryFolder folder;
  const std::string content = long_content();
  EXPECT_EQ(read_content(folder.write("x", content), 200'000), content);
  const auto compressed = folder.write("x.gz", gzipped(content));
  EXPECT_EQ(read_content(compressed, 200'000), content);
  EXPECT_EQ(test::failure([&] { read_content(compressed, 199'999); }),
            "3: " + compressed.string() + ": expected at most 199999 bytes, found more");
}

TEST(ByteSource, ContinuesReadingAfterAMove) {
  const TemporaryFolder folder;
  ByteSource first(folder.write("x.gz", gzipped("abcdef")));
  std::vector<std::uint8_t> part(3);
  EXPECT_EQ(first.read(part), 3U);
  ByteSource second(std::move(first));
  EXPECT_EQ(second.read(part), 3U);
  EXPECT_EQ(part, (std::vector<std::uint8_t>{'d', 'e', 'f'}));
  EXPECT_TRUE(second.at_end());
}

TEST(ByteSource, RefusesMissingEmptyAndWronglyNamedFiles) {
  const TemporaryFolder folder;
  EXPECT_EQ(source_refusal(folder.path() / "none"), "expected a file, found none");
  EXPECT_EQ(source_refusal(folder.path()), "expected a regular file, found a folder");
  EXPECT_EQ(source_refusal(folder.write("empty", "")), "expected data, found an empty file");
  EXPECT_EQ(source_refusal(folder.write("page.gz", "<html>")),
            "expected gzip data, found something else");
}

TEST(ByteSource, DetectsEveryTruncation) {
  const TemporaryFolder folder;
  const std::string whole = gzipped("some content");
  for (std::size_t size = 2; size < whole.size(); ++size) {
    EXPECT_EQ(source_refusal(folder.write("x.gz", whole.substr(0, size))),
              "compressed data ends too early (file truncated?)")
        << size << " bytes";
  }
}

TEST(ByteSource, ReturnsTheContentBeforeATruncation) {
  const TemporaryFolder folder;
  const std::string whole = gzipped("some content");
  ByteSource source(folder.write("x.gz", whole.substr(0, whole.size() - 8)));
  std::vector<std::uint8_t> content(100);
  EXPECT_EQ(source.read(content), 12U);
}

TEST(ByteSource, DetectsDamage) {
  const TemporaryFolder folder;
  const std::string whole = gzipped("some content");
  const auto damaged_at = [&](std::size_t place) {
    std::string bytes = whole;
    bytes[place] = static_cast<char>(bytes[place] ^ 0x55);
    return source_refusal(folder.write("x.gz", bytes));
  };
  EXPECT_EQ(damaged_at(2), "damaged gzip data: unknown compression method");
  EXPECT_EQ(damaged_at(whole.size() - 6), "damaged gzip data: incorrect data check");
  EXPECT_EQ(damaged_at(whole.size() - 2), "damaged gzip data: incorrect length check");
  EXPECT_EQ(source_refusal(folder.write("x.gz", whole + "more")),
            "damaged gzip data: incorrect header check");
}

}  // namespace
}  // namespace sae::format
