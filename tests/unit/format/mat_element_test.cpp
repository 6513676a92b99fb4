// SPDX-License-Identifier: MIT
// Tests of the data elements of a MATLAB 5 variable.
#include "format/mat_element.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/mat.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::from_hex;
using test::mat_compressed;
using test::mat_data;

// An element whose content, after its tag, are these bytes.
class Opened {
 public:
  explicit Opened(const std::string& element, bool compressed = false,
                  ByteOrder order = ByteOrder::kLittle)
      : file_(std::make_shared<const MappedFile>(folder_.write("x", element), ErrorKind::kData)),
        element_("x", file_, file_->bytes().substr(compressed ? 8 : 0), compressed, order) {}

  MatElement& operator*() { return element_; }
  MatElement* operator->() { return &element_; }

 private:
  test::TemporaryFolder folder_;
  std::shared_ptr<const MappedFile> file_;
  MatElement element_;
};

Opened packed(const std::string& content) { return Opened(mat_compressed(content), true); }

std::string data_of(Opened& opened) { return opened->read_data(opened->read_tag(), 100, "data"); }

TEST(MatWord, ReadsBothByteOrders) {
  EXPECT_EQ(mat_word("x\1\2\3\4", 1, ByteOrder::kLittle), 0x04030201U);
  EXPECT_EQ(mat_word("x\1\2\3\xff", 1, ByteOrder::kBig), 0x010203ffU);
}

TEST(MatElement, ReadsLongAndShortTags) {
  const std::string content = from_hex("02000000 03000000 616263 0000000000") +
                              from_hex("0200 0200 6465 0000") + from_hex("02000000 00000000");
  for (const bool compressed : {false, true}) {
    const std::string element = mat_data(14, content);
    Opened opened(compressed ? mat_compressed(element) : element, compressed);
    EXPECT_EQ(data_of(opened), "abc");
    EXPECT_EQ(data_of(opened), "de");
    EXPECT_FALSE(opened->at_end());
    EXPECT_EQ(data_of(opened), "");
    EXPECT_TRUE(opened->at_end());
  }
}

TEST(MatElement, ReadsBigEndianTags) {
  Opened opened(
      from_hex("0000000e 00000018 00000001 00000003 616263 0000000000 0002 0001 6465 0000"), false,
      ByteOrder::kBig);
  const MatTag tag = opened->read_tag();
  EXPECT_EQ(tag.type, 1U);
  EXPECT_EQ(tag.bytes, 3U);
  EXPECT_EQ(tag.padding, 5U);
  EXPECT_EQ(opened->read_data(tag, 3, "data"), "abc");
  EXPECT_EQ(data_of(opened), "de");
}

TEST(MatElement, AllowsTheLastPaddingToBeMissing) {
  Opened opened(from_hex("0e000000 0b000000 01000000 03000000 616263"));
  EXPECT_EQ(data_of(opened), "abc");
  EXPECT_TRUE(opened->at_end());
}

TEST(MatElement, RefusesToReadBeyondTheContent) {
  Opened opened(mat_data(14, from_hex("01000000 09000000 6162636465666768")));
  EXPECT_EQ(test::failure([&] { opened->read_tag(); }),
            "3: x: expected a data element of 9 bytes, found 8 left in the variable");
  std::vector<std::uint8_t> target(9);
  EXPECT_EQ(test::failure([&] { opened->read(target); }),
            "3: x: expected more content, found the end of the variable (file damaged?)");
  Opened small(mat_data(14, from_hex("0100 0500 61626364")));
  EXPECT_EQ(test::failure([&] { small->read_tag(); }),
            "3: x: expected up to 4 bytes in a small data element, found 5");
  Opened large(mat_data(14, mat_data(1, "abc")));
  EXPECT_EQ(test::failure([&] { large->read_data(large->read_tag(), 2, "a name"); }),
            "3: x: expected a name of at most 2 bytes, found 3");
}

TEST(MatElement, RefusesOtherElements) {
  EXPECT_EQ(test::failure([] { Opened(mat_data(9, "")); }),
            "3: x: expected a variable (miMATRIX), found an element of type 9");
  EXPECT_EQ(test::failure([] { packed(mat_data(2, "abc")); }),
            "3: x: expected a variable (miMATRIX), found an element of type 2");
  EXPECT_EQ(test::failure([] { Opened(from_hex("0e000000 05000000 61626364")); }),
            "3: x: expected consistent sizes, found 12 bytes for 5");
  EXPECT_EQ(test::failure([] { packed("abc"); }), "3: x: damaged compressed data");
}

TEST(MatElement, RefusesBombs) {
  const std::string bomb = mat_compressed(from_hex("0e000000 ffffffff"));
  EXPECT_EQ(test::failure([&] { Opened(bomb, true); }), "3: x: expected consistent sizes, found " +
                                                            std::to_string(bomb.size() - 8) +
                                                            " bytes for 4294967295");
}

TEST(MatElement, ChecksTheEndOfCompressedData) {
  const std::string element = mat_data(14, mat_data(1, "abcdefgh"));
  const std::string whole = mat_compressed(element);
  const auto failure = [](const std::string& bytes) {
    return test::failure([&] {
      Opened opened(bytes, true);
      EXPECT_EQ(data_of(opened), "abcdefgh");
      EXPECT_TRUE(opened->at_end());
    });
  };
  EXPECT_EQ(failure(whole), "no error");
  EXPECT_EQ(failure(mat_compressed(element + "x")),
            "3: x: expected the end of the variable, found more compressed data");
  std::string damaged = whole;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  EXPECT_EQ(failure(damaged), "3: x: damaged compressed data") << "the checksum";
  EXPECT_EQ(failure(whole.substr(0, whole.size() - 1)), "3: x: damaged compressed data");
}

}  // namespace
}  // namespace sae::format
