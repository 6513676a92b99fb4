// SPDX-License-Identifier: MIT
// Tests of archives of arrays, written by NumPy 2.4.6 and made by hand.
#include "format/npz.h"

#include <gtest/gtest.h>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/mat.h"
#include "support/temporary_folder.h"
#include "support/zip.h"

namespace sae::format {
namespace {

using test::from_hex;
using test::TemporaryFolder;

// np.savez(file, X=np.float32([[1.5, 2], [3, 4]])), and the same with np.savez_compressed.
constexpr const char* kSaved =
    "504b03042d000000000000002100bf0c9934ffffffffffffffff05001400582e6e70790100100090000000000000"
    "009000000000000000934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f"
    "72646572273a2046616c73652c20277368617065273a2028322c2032292c207d2020202020202020202020202020"
    "20202020202020202020202020202020202020202020202020202020202020202020202020202020202020200a00"
    "00c03f000000400000404000008040504b01022d032d000000000000002100bf0c99349000000090000000050000"
    "000000000000000000800100000000582e6e7079504b0506000000000100010033000000c70000000000";
constexpr const char* kCompressed =
    "504b03042d000000080000002100bf0c9934ffffffffffffffff05001400582e6e70790100100090000000000000"
    "0053000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9366a2aea3a09e965f54529498179f"
    "5f94920a12774bcc294e058a17672416a402f91a463a0a469a3a0ab50a64032e068603f60c0c0c0e4004c40d0e00"
    "504b01022d032d000000080000002100bf0c99345300000090000000050000000000000000000000800100000000"
    "582e6e7079504b05060000000001000100330000008a0000000000";

std::string read_array(const std::filesystem::path& path, const std::string& array = "") {
  ByteSource source = open_array({path, array});
  std::vector<std::uint8_t> content(1000);
  content.resize(source.read(content));
  EXPECT_TRUE(source.at_end());
  return {content.begin(), content.end()};
}

std::string npz_refusal(const std::string& bytes, const std::string& array = "") {
  const TemporaryFolder folder;
  const auto path = folder.write("x.npz", bytes);
  const std::string failure = test::failure([&] { read_array(path, array); });
  const std::string start = "3: " + path.string() + ": ";
  return failure.starts_with(start) ? failure.substr(start.size()) : failure;
}

std::string with(std::string bytes, std::size_t at, const std::string& digits) {
  const std::string part = from_hex(digits);
  return bytes.replace(at, part.size(), part);
}

// Offsets in an archive with one member "X.npy" of `content`.
constexpr std::size_t kMember = 0, kContent = 35;
std::string one_member(const std::string& content = "abcdefgh") {
  return test::stored_zip({{"X.npy", content}});
}
constexpr std::size_t kEntry = kContent + 8, kEnd = kEntry + 51;

TEST(OpenArray, ReadsNumPyArchives) {
  const TemporaryFolder folder;
  const std::string npy = from_hex(kSaved).substr(55, 144);
  ASSERT_TRUE(npy.starts_with("\x93NUMPY"));
  EXPECT_EQ(read_array(folder.write("x.npz", from_hex(kSaved))), npy);
  EXPECT_EQ(read_array(folder.write("x.npz", from_hex(kCompressed))), npy);
}

TEST(OpenArray, ReadsPlainAndGzipFilesToo) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_array(folder.write("x.npy", "abc")), "abc");
  EXPECT_EQ(read_array(folder.write("x.npy.gz", test::gzipped("abc"))), "abc");
}

TEST(OpenArray, FindsAnArrayByItsName) {
  const TemporaryFolder folder;
  const auto path =
      folder.write("x.npz", test::stored_zip({{"a.npy", "first"}, {"readme", ""}, {"b.npy", "2"}}));
  EXPECT_EQ(read_array(path, "a"), "first");
  EXPECT_EQ(read_array(path, "b.npy"), "2");
  EXPECT_EQ(npz_refusal(test::file_content(path), "c"), "expected an array 'c', found a, b");
  EXPECT_EQ(npz_refusal(test::file_content(path)), "expected one array, found 2: a, b");
  try {
    read_array(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "name one after a colon, as in " + path.string() + ":a");
  }
}

TEST(OpenArray, AllowsACommentAtTheEnd) {
  const TemporaryFolder folder;
  const std::string bytes = with(one_member(), kEnd + 20, "0400") + "PK\5\6";
  EXPECT_EQ(read_array(folder.write("x.npz", bytes)), "abcdefgh");
}

TEST(OpenArray, RefusesEveryTruncation) {
  for (const char* archive : {kSaved, kCompressed}) {
    const std::string whole = from_hex(archive);
    for (std::size_t size = 4; size < whole.size(); ++size) {
      EXPECT_NE(npz_refusal(whole.substr(0, size)), "no error") << size;
    }
  }
}

TEST(OpenArray, RefusesInconsistentDirectories) {
  const std::string directory =
      "expected an archive in one file, as NumPy writes it, found a directory that does not match";
  EXPECT_EQ(npz_refusal(with(one_member(), kEnd + 8, "0200 0200")), directory) << "two entries";
  EXPECT_EQ(npz_refusal(with(one_member(), kEnd + 4, "0100")), directory) << "another disk";
  EXPECT_EQ(npz_refusal(with(one_member(), kEnd + 12, "34")), directory) << "a longer directory";
  EXPECT_EQ(npz_refusal(with(one_member(), kEnd + 16, "ffffff7f")), directory);
  EXPECT_EQ(npz_refusal(with(one_member(), kEntry, "00")),
            "expected as many entries as the directory of the archive says, found other content");
  EXPECT_EQ(npz_refusal(with(one_member(), kEntry + 28, "ffff")),
            "expected as many entries as the directory of the archive says, found other content");
  EXPECT_EQ(npz_refusal(with(one_member(), kEntry + 42, "01")),
            "expected a member where the directory of the archive says, found other content");
  EXPECT_EQ(npz_refusal(with(one_member(), kMember + 28, "ff7f")),
            "expected members that do not overlap, found 'X.npy' overlapping the next");
  EXPECT_EQ(npz_refusal(with(one_member(), kEntry + 24, "09")),
            "expected consistent sizes of 'X.npy', found 8 bytes for 9");
  EXPECT_EQ(npz_refusal(with(one_member(), kEntry + 20, "ff000000 ff000000")),
            "expected members that do not overlap, found 'X.npy' overlapping the next");
  EXPECT_EQ(npz_refusal(with(one_member(), kContent, "41")),
            "X.npy: the checksum is wrong (file damaged?)");
  EXPECT_EQ(npz_refusal(with(one_member(), kEntry + 20, "fffffffe fffffffe")),
            "expected members that do not overlap, found 'X.npy' overlapping the next");
}

TEST(OpenArray, RefusesMembersThatOverlap) {
  const std::string two = test::stored_zip({{"a.npy", "abc"}, {"b.npy", "def"}});
  const std::size_t second = two.find("PK\1\2", two.find("PK\1\2") + 1);
  EXPECT_EQ(npz_refusal(with(two, second + 42, "00"), "b"),
            "expected members that do not overlap, found 'b.npy' overlapping the next");
}

TEST(OpenArray, RefusesBombsAndDamagedDeflate) {
  // 83 bytes of content that claim 4 GiB, and a size one byte too large.
  const std::string whole = from_hex(kCompressed);
  const std::size_t entry = whole.rfind("PK\1\2");
  EXPECT_EQ(npz_refusal(with(whole, entry + 24, "feffffff")),
            "expected consistent sizes of 'X.npy', found 83 bytes for 4294967294");
  EXPECT_EQ(npz_refusal(with(whole, entry + 24, "91")), "X.npy: damaged compressed data");
  EXPECT_EQ(npz_refusal(with(whole, 55, "ffff")), "X.npy: damaged compressed data");
}

TEST(OpenArray, RefusesUnsupportedArchives) {
  EXPECT_EQ(npz_refusal(with(one_member(), kEntry + 8, "01")),
            "expected 'X.npy' without a password, found an encrypted member");
  EXPECT_EQ(npz_refusal(with(with(one_member(), kEntry + 10, "0c"), kMember + 8, "0c")),
            "expected 'X.npy' stored or deflated, found method 12");
  EXPECT_EQ(npz_refusal(with(one_member(), kEntry + 24, "ffffffff")),
            "expected sizes and offset of 'X.npy' in a zip64 field, found none");
  EXPECT_EQ(npz_refusal(test::stored_zip({{"xl/workbook.xml", ""}})),
            "expected an archive of NumPy arrays (.npz), found another archive");
  EXPECT_EQ(npz_refusal(test::stored_zip({})),
            "expected an archive of NumPy arrays (.npz), found another archive");
}

TEST(FindArray, SplitsAtTheColonAfterAnArchive) {
  const TemporaryFolder folder;
  const auto archive = folder.write("x.npz", one_member()), plain = folder.write("x.npy", "abc");
  EXPECT_EQ(find_array(archive).file, archive);
  EXPECT_EQ(find_array(archive).array, "");
  EXPECT_EQ(find_array(archive.string() + ":X").file, archive);
  EXPECT_EQ(find_array(archive.string() + ":X").array, "X");
  EXPECT_EQ(find_array(plain.string() + ":X").file, plain.string() + ":X");
  const auto whole = folder.write("x.npz:X", "abc");
  EXPECT_EQ(find_array(whole).file, whole) << "a file of this name has precedence";
}

TEST(FindArray, SplitsAtTheColonAfterAMatlabFile) {
  const TemporaryFolder folder;
  for (const std::string& bytes : {test::mat_file(""), std::string("MATLAB 7.3 MAT-file")}) {
    const auto file = folder.write("x.mat", bytes);
    EXPECT_EQ(find_array(file).file, file);
    EXPECT_EQ(find_array(file.string() + ":X").file, file);
    EXPECT_EQ(find_array(file.string() + ":X").array, "X");
  }
}

TEST(IsZip, ChecksOnlyRegularFiles) {
  const TemporaryFolder folder;
  EXPECT_TRUE(is_zip(folder.write("a", one_member())));
  EXPECT_FALSE(is_zip(folder.write("b", "PK")));
  EXPECT_FALSE(is_zip(folder.path()));
  EXPECT_FALSE(is_zip(folder.path() / "none"));
}

}  // namespace
}  // namespace sae::format
