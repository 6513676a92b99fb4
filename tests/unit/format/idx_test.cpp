// SPDX-License-Identifier: MIT
// Tests of reading and writing IDX files.
#include "format/idx.h"

#include <gtest/gtest.h>

#include <span>
#include <utility>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::from_hex;
using test::gzipped;
using test::TemporaryFolder;

using Shape = std::vector<std::int64_t>;
using Bytes = std::vector<std::uint8_t>;

constexpr const char* kImages = "00000803 00000002 00000001 00000003 010203 0405ff";
constexpr const char* kLabels = "00000801 00000003 090003";

struct MalformedFile {
  const char* hex;
  const char* message;
};

struct IdxContent {
  ArrayHeader header;
  std::vector<double> values;
};

IdxContent read_idx_file(const std::filesystem::path& path) {
  ArrayReader reader = open_idx(ByteSource(path), path.string());
  IdxContent content{reader.header(),
                     std::vector<double>(static_cast<std::size_t>(reader.count()))};
  reader.read(std::span(content.values));
  return content;
}

// The message without exit code and name; the file is written as `name`.
std::string idx_refusal(const std::string& bytes, const std::string& name = "x") {
  const TemporaryFolder folder;
  const auto path = folder.write(name, bytes);
  const std::string failure = test::failure([&] { read_idx_file(path); });
  const std::string start = "3: " + path.string() + ": ";
  return failure.starts_with(start) ? failure.substr(start.size()) : failure;
}

TEST(IdxReader, ReadsImagesAndLabels) {
  const TemporaryFolder folder;
  const IdxContent images = read_idx_file(folder.write("images", from_hex(kImages)));
  EXPECT_EQ(images.header.shape, (Shape{2, 1, 3}));
  EXPECT_EQ(images.header.type, NumberType::kUint8);
  EXPECT_EQ(images.values, (std::vector<double>{1, 2, 3, 4, 5, 255}));
  const IdxContent labels = read_idx_file(folder.write("labels.gz", gzipped(from_hex(kLabels))));
  EXPECT_EQ(labels.header.shape, (Shape{3}));
  EXPECT_EQ(labels.values, (std::vector<double>{9, 0, 3}));
}

TEST(IdxReader, ReadsEveryTypeOfTheFormat) {
  const std::vector<std::pair<const char*, std::vector<double>>> files = {
      {"00000802 00000001 00000002 00ff", {0, 255}},
      {"00000902 00000001 00000002 807f", {-128, 127}},
      {"00000b02 00000001 00000002 8000 0102", {-32768, 258}},
      {"00000c02 00000001 00000002 80000000 01020304", {-2147483648.0, 16909060}},
      {"00000d02 00000001 00000002 3fc00000 bdcccccd", {1.5, -0.10000000149011612}},
      {"00000e02 00000001 00000002 3ff8000000000000 bfb999999999999a", {1.5, -0.1}}};
  const TemporaryFolder folder;
  for (const auto& [hex, values] : files) {
    const IdxContent content = read_idx_file(folder.write("x", from_hex(hex)));
    EXPECT_EQ(content.values, values) << hex;
    EXPECT_EQ(content.header.shape, (Shape{1, 2})) << hex;
  }
}

TEST(IdxReader, RefusesMalformedHeaders) {
  const MalformedFile files[] = {
      {"00", "expected an IDX header, found only a part of it (file truncated?)"},
      {"00000803 00000002 0000",
       "expected an IDX header, found only a part of it (file truncated?)"},
      {"3c68746d6c3e", "expected an IDX file, found other content"},
      {"00010801 00000001 00", "expected an IDX file, found other content"},
      {"00000a01 00000001 00", "expected values of type 8, 9, 11, 12, 13 or 14, found type 10"},
      {"00000f01 00000001 00", "expected values of type 8, 9, 11, 12, 13 or 14, found type 15"},
      {"00000800 00", "expected an array with a first axis of rows, found a single value"},
      {"00000801 00000000", "expected sizes of at least 1, found 0"},
      {"00000803 00000002 00000000 00000003", "expected sizes of at least 1, found 2 x 0 x 3"},
      {"00000803 ffffffff ffffffff ffffffff 00",
       "expected sizes of at least 1 whose product fits 64 bits, found 4294967295 x 4294967295 x "
       "4294967295"},
      {"00000801 7fffffff 00",
       "expected 2147483647 bytes of values (2147483647), found 1 (file truncated?)"}};
  for (const auto& [hex, message] : files) EXPECT_EQ(idx_refusal(from_hex(hex)), message) << hex;
}

TEST(IdxReader, RejectsTruncatedPixelBlock) {
  const std::string whole = from_hex(kImages);
  const std::string cut = whole.substr(0, whole.size() - 2);
  EXPECT_EQ(idx_refusal(cut), "expected 6 bytes of values (2 x 1 x 3), found 4 (file truncated?)");
  EXPECT_EQ(idx_refusal(gzipped(cut), "x.gz"),
            "expected 6 bytes of values, found 4 (file truncated?)");
}

TEST(IdxReader, RejectsATruncatedDownload) {
  const std::string whole = gzipped(from_hex(kLabels));
  EXPECT_EQ(idx_refusal(whole.substr(0, whole.size() - 4), "x.gz"),
            "compressed data ends too early (file truncated?)");
  EXPECT_EQ(idx_refusal(whole.substr(0, 12), "x.gz"),
            "expected an IDX header, found only a part of it (file truncated?)");
}

TEST(IdxReader, RejectsEveryTruncation) {
  const std::string whole = from_hex(kImages);
  const std::string compressed = gzipped(whole);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(idx_refusal(whole.substr(0, size)), "no error") << size;
  }
  for (std::size_t size = 0; size < compressed.size(); ++size) {
    EXPECT_NE(idx_refusal(compressed.substr(0, size), "x.gz"), "no error") << size;
  }
}

TEST(IdxReader, RejectsTrailingBytes) {
  const std::string longer = from_hex(kLabels) + '\0';
  const std::string message = "expected 3 bytes of values, found extra bytes after them";
  EXPECT_EQ(idx_refusal(longer), message);
  EXPECT_EQ(idx_refusal(gzipped(longer), "x.gz"), message);
}

TEST(IdxReader, RejectsMissingEmptyAndWronglyNamedFiles) {
  EXPECT_EQ(test::failure([] { read_idx_file("no/such/file"); }),
            "3: no/such/file: expected a file, found none");
  EXPECT_EQ(idx_refusal(""), "expected data, found an empty file");
  EXPECT_EQ(idx_refusal(from_hex(kLabels), "x.gz"), "expected gzip data, found something else");
}

TEST(IdxReader, AcceptsTheBestPossibleCompression) {
  const TemporaryFolder folder;
  const std::string file = idx_bytes({{4000, 1000}, Bytes(4'000'000)});
  EXPECT_EQ(read_idx_file(folder.write("x.gz", gzipped(file))).values.size(), 4'000'000U);
}

TEST(IdxWriter, WritesTheDocumentedLayout) {
  EXPECT_EQ(idx_bytes({{2, 1, 3}, {1, 2, 3, 4, 5, 255}}), from_hex(kImages));
  EXPECT_EQ(idx_bytes({{300}, Bytes(300)}).substr(0, 8), from_hex("00000801 0000012c"));
}

TEST(IdxWriter, RefusesShapesThatTheFormatCannotHold) {
  const auto failure = [](const IdxArray& array) {
    return test::failure([&array] { idx_bytes(array); });
  };
  EXPECT_EQ(failure({{2, 2}, {1, 2, 3}}), "1: idx: expected a shape of 3 bytes, found 2 x 2");
  EXPECT_EQ(failure({{0}, {}}), "1: idx: expected a shape of 0 bytes, found 0");
  EXPECT_EQ(failure({{}, {1}}), "1: idx: expected a shape of 1 bytes, found ");
  EXPECT_EQ(failure({{-1, -1}, {1}}), "1: idx: expected a shape of 1 bytes, found -1 x -1");
  EXPECT_NE(failure({Shape(256, 1), {1}}), "no error");
}

}  // namespace
}  // namespace sae::format
