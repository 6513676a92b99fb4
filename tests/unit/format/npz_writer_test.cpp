// SPDX-License-Identifier: MIT
// Tests of writing archives of arrays. tests/interop reads such archives with SciPy.
#include "format/npz_writer.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "format/npy.h"
#include "format/npz.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/zip.h"

namespace sae::format {
namespace {

using test::little_endian;

constexpr std::uint64_t kZip64 = 0xffffffff;

/// An archive of the bytes 1, 2, 3 and of a text.
std::string example(std::uint64_t zip64_from = kZip64) {
  std::string file;
  NpzWriter writer([&](std::string_view bytes) { file += bytes; }, zip64_from);
  writer.begin_array("a", NumberType::kUint8, {3}, base::crc32_of(std::string("\1\2\3")));
  writer.write_values("\1\2");
  writer.write_values("\3");
  writer.add_text("format", "csr");
  writer.finish();
  return file;
}

TEST(NpzWriter, WritesAnArchiveThatIsReadBack) {
  const test::TemporaryFolder folder;
  // In the second one all members and the directory have zip64 fields, in the third only those
  // behind the first 200 bytes.
  for (const std::uint64_t zip64_from : {kZip64, std::uint64_t{1}, std::uint64_t{200}}) {
    const std::string place = folder.write("x.npz", example(zip64_from)).string() + ":a";
    ArrayReader reader = open_npy_numbers(open_array(find_array(place)), place);
    std::vector<std::uint8_t> values(3);
    reader.read(std::span(values));
    EXPECT_EQ(values, (std::vector<std::uint8_t>{1, 2, 3})) << zip64_from;
  }
}

TEST(NpzWriter, GivesNumbersInZip64FieldsThatAreChecked) {
  const test::TemporaryFolder folder;
  const std::string whole = example(1);
  const auto refusal = [&](std::size_t at, const std::string& bytes) {
    std::string changed = whole;
    changed.replace(at, bytes.size(), bytes);
    const std::string path = folder.write("x.npz", changed).string();
    return test::failure([&] { open_array({path, "a"}); }).substr(path.size() + 5);
  };
  const std::size_t end = whole.find("PK\6\6"), locator = whole.find("PK\6\7");
  const std::size_t extra = whole.find("PK\1\2") + 46 + 5;  // behind the name a.npy
  const std::string directory =
      "expected an archive in one file, as NumPy writes it, found a directory that does not match";
  EXPECT_EQ(refusal(end, "PK\6\5"), directory);
  EXPECT_EQ(refusal(end + 4, little_endian(45, 8)), directory);
  EXPECT_EQ(refusal(end + 24, little_endian(3, 8)), directory) << "entries";
  EXPECT_EQ(refusal(end + 40, little_endian(~0ULL, 8)), directory) << "bytes";
  EXPECT_EQ(refusal(end + 48, little_endian(~0ULL, 8)), directory) << "place";
  EXPECT_EQ(refusal(locator + 8, little_endian(end - 1, 8)), directory);
  EXPECT_EQ(refusal(locator + 8, little_endian(~0ULL, 8)).substr(0, 30),
            "expected an archive of at leas");
  EXPECT_EQ(refusal(extra, little_endian(7, 2)),
            "expected sizes and offset of 'a.npy' in a zip64 field, found none");
  EXPECT_EQ(refusal(extra + 4, little_endian(~0ULL, 8) + little_endian(~0ULL, 8)),
            "expected members that do not overlap, found 'a.npy' overlapping the next");
}

TEST(NpzWriter, WritesTheBytesOfAStoredZip) {
  const std::string array = npy_header(NumberType::kUint8, {3}) + "\1\2\3";
  std::string expected = test::stored_zip({{"a.npy", array}, {"format.npy", npy_text("csr")}});
  std::string found = example();
  // The version that wrote the file may differ.
  for (std::string* file : {&expected, &found}) {
    for (std::size_t at = file->find("PK\1\2"); at != std::string::npos;
         at = file->find("PK\1\2", at + 1)) {
      (*file)[at + 4] = 0;
    }
  }
  EXPECT_EQ(found, expected);
}

TEST(NpzWriter, GivesLargeSizesInZip64Fields) {
  const std::string file = example(1);
  const std::uint64_t bytes = 128 + 3;
  const std::string in_zip64 = little_endian(kZip64, 4);
  // A local header: sizes, lengths of the name and of the field, the name, then the field.
  EXPECT_EQ(file.substr(18, 8), in_zip64 + in_zip64);
  EXPECT_EQ(file.substr(30, 25), "a.npy" + little_endian(1, 2) + little_endian(16, 2) +
                                     little_endian(bytes, 8) + little_endian(bytes, 8));
  // The second entry of the directory: its sizes, then the offset of its member.
  const std::size_t entry = file.rfind("PK\1\2");
  const std::uint64_t second_at = 30 + 25 + bytes;
  EXPECT_EQ(file.substr(second_at, 4), "PK\3\4");
  EXPECT_EQ(file.substr(entry + 46 + 10, 28), little_endian(1, 2) + little_endian(24, 2) +
                                                  little_endian(131, 8) + little_endian(131, 8) +
                                                  little_endian(second_at, 8));
  // The end names the zip64 end, which gives the place of the directory.
  const std::size_t end = file.find("PK\6\6");
  EXPECT_EQ(file.substr(end + 48, 8), little_endian(file.find("PK\1\2"), 8));
  EXPECT_EQ(file.substr(file.size() - 42, 20),
            "PK\6\7" + little_endian(0, 4) + little_endian(end, 8) + little_endian(1, 4));
  EXPECT_EQ(file.substr(file.size() - 6, 4), in_zip64);
}

TEST(NpzWriter, RefusesOtherValuesThanAnnounced) {
  NpzWriter writer([](std::string_view) {});
  writer.begin_array("a", NumberType::kInt32, {2}, 0);
  EXPECT_EQ(test::failure([&] { writer.write_values("123456789"); }),
            "1: npz: an array has too many values");
  EXPECT_EQ(test::failure([&] { writer.finish(); }), "1: npz: an array lacks values");
}

}  // namespace
}  // namespace sae::format
