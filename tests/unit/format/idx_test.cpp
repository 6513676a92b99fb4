// SPDX-License-Identifier: MIT
// Tests of the reader and the writer of IDX files.
#include "sae/format/idx.h"

#include <gtest/gtest.h>

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
  int rank;
  const char* message;
};

// The message without exit code and name; the file is kept as `name`.
std::string idx_refusal(const std::string& bytes, int rank, const std::string& name = "x") {
  const TemporaryFolder folder;
  const auto path = folder.write(name, bytes);
  const std::string failure = test::failure([&] { read_idx(path, rank); });
  const std::string start = "3: " + path.string() + ": ";
  return failure.starts_with(start) ? failure.substr(start.size()) : failure;
}

TEST(IdxReader, ReadsImagesAndLabels) {
  const TemporaryFolder folder;
  const IdxArray images = read_idx(folder.write("images", from_hex(kImages)), 3);
  EXPECT_EQ(images.shape, (Shape{2, 1, 3}));
  EXPECT_EQ(images.bytes, (Bytes{1, 2, 3, 4, 5, 255}));
  const IdxArray labels = read_idx(folder.write("labels.gz", gzipped(from_hex(kLabels))), 1);
  EXPECT_EQ(labels.shape, (Shape{3}));
  EXPECT_EQ(labels.bytes, (Bytes{9, 0, 3}));
}

TEST(IdxReader, RefusesMalformedHeaders) {
  const MalformedFile files[] = {
      {"00", 1, "expected an IDX header, found its beginning only (file truncated?)"},
      {"00000803 00000002 0000", 3,
       "expected an IDX header, found its beginning only (file truncated?)"},
      {"3c68746d6c3e", 1, "expected an IDX file, found other content"},
      {"00010801 00000001 00", 1, "expected an IDX file, found other content"},
      {"00000d01 00000001 00000000", 1, "expected values of type 8 (unsigned byte), found type 13"},
      {kLabels, 3, "expected rank 3 (pixels), found rank 1"},
      {kImages, 1, "expected rank 1 (labels), found rank 3"},
      {"00000801 00000000", 1, "expected sizes of at least 1, found 0"},
      {"00000803 00000002 00000000 00000003", 3, "expected sizes of at least 1, found 2 x 0 x 3"},
      {"00000803 ffffffff ffffffff ffffffff 00", 3,
       "expected sizes that a file of 17 bytes can hold, found 4294967295 x 4294967295 x "
       "4294967295"},
      {"00000801 7fffffff 00", 1,
       "expected sizes that a file of 9 bytes can hold, found 2147483647"}};
  for (const auto& [hex, rank, message] : files) {
    EXPECT_EQ(idx_refusal(from_hex(hex), rank), message) << hex;
  }
}

TEST(IdxReader, RejectsTruncatedPixelBlock) {
  const std::string whole = from_hex(kImages);
  const std::string cut = whole.substr(0, whole.size() - 2);
  const std::string message = "expected 6 bytes of pixels, found 4 (file truncated?)";
  EXPECT_EQ(idx_refusal(cut, 3), message);
  EXPECT_EQ(idx_refusal(gzipped(cut), 3, "x.gz"), message);
}

TEST(IdxReader, RejectsATruncatedDownload) {
  const std::string whole = gzipped(from_hex(kLabels));
  EXPECT_EQ(idx_refusal(whole.substr(0, whole.size() - 4), 1, "x.gz"),
            "compressed data ends too early (file truncated?)");
  EXPECT_EQ(idx_refusal(whole.substr(0, 12), 1, "x.gz"),
            "expected an IDX header, found its beginning only (file truncated?)");
}

TEST(IdxReader, RejectsEveryTruncation) {
  const std::string whole = from_hex(kImages);
  const std::string compressed = gzipped(whole);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(idx_refusal(whole.substr(0, size), 3), "no error") << size;
  }
  for (std::size_t size = 0; size < compressed.size(); ++size) {
    EXPECT_NE(idx_refusal(compressed.substr(0, size), 3, "x.gz"), "no error") << size;
  }
}

TEST(IdxReader, RejectsTrailingBytes) {
  const std::string longer = from_hex(kLabels) + '\0';
  const std::string message = "expected 3 bytes of labels, found more bytes behind them";
  EXPECT_EQ(idx_refusal(longer, 1), message);
  EXPECT_EQ(idx_refusal(gzipped(longer), 1, "x.gz"), message);
}

TEST(IdxReader, RejectsMissingEmptyAndWronglyNamedFiles) {
  EXPECT_EQ(test::failure([] { read_idx("no/such/file", 1); }),
            "3: no/such/file: expected a file, found none");
  EXPECT_EQ(idx_refusal("", 1), "expected data, found an empty file");
  EXPECT_EQ(idx_refusal(from_hex(kLabels), 1, "x.gz"), "expected gzip data, found something else");
}

TEST(IdxReader, AcceptsTheBestCompressionThereIs) {
  const TemporaryFolder folder;
  const std::string file = idx_bytes({{4000, 1000}, Bytes(4'000'000)});
  EXPECT_EQ(read_idx(folder.write("x.gz", gzipped(file)), 2).bytes.size(), 4'000'000U);
}

TEST(IdxReader, RefusesAnImpossibleRank) {
  EXPECT_EQ(test::failure([] { read_idx("x", 0); }),
            "1: idx: expected 1 to 255 dimensions, found 0");
  EXPECT_EQ(test::failure([] { read_idx("x", 256); }),
            "1: idx: expected 1 to 255 dimensions, found 256");
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
