// SPDX-License-Identifier: MIT
// Tests of PNM files, written by hand from Netpbm's descriptions of pbm, pgm and ppm.
#include "format/pnm.h"

#include <gtest/gtest.h>

#include "support/bytes.h"
#include "support/failure.h"

namespace sae::format {
namespace {

using test::from_hex;

using Pixels = std::vector<std::uint8_t>;
using Pixels16 = std::vector<std::uint16_t>;

Pixels pixels_of(const std::string& bytes) { return parse_pnm(bytes, "x.pnm").pixels; }

std::string pnm_refusal(const std::string& bytes) {
  return test::failure([&bytes] { parse_pnm(bytes, "x.pnm"); });
}

std::string pnm_fault(const std::string& reason) {
  return "3: x.pnm: expected a valid PNM picture, found an error: " + reason;
}

TEST(ParsePnm, ReadsGreymaps) {
  for (const std::string file :
       {"P2\n2 3\n255\n1 2\n3 40\n 50\t255\n", "P5\n2 3\n255\n\1\2\3\x28\x32\xff"}) {
    const Image image = parse_pnm(file, "x.pgm");
    EXPECT_EQ(image.width, 2);
    EXPECT_EQ(image.height, 3);
    EXPECT_EQ(image.channels, 1);
    EXPECT_EQ(image.pixels, (Pixels{1, 2, 3, 40, 50, 255}));
  }
}

TEST(ParsePnm, ReadsPixmaps) {
  for (const std::string file : {"P3 1 2 255 65 66 67 68 69 70", "P6 1 2 255 ABCDEF"}) {
    const Image image = parse_pnm(file, "x.ppm");
    EXPECT_EQ(image.width, 1);
    EXPECT_EQ(image.height, 2);
    EXPECT_EQ(image.channels, 3);
    EXPECT_EQ(image.pixels, (Pixels{65, 66, 67, 68, 69, 70}));
  }
}

// 1 is black. Bits need no white space between them; binary rows begin with a new byte.
TEST(ParsePnm, ReadsBitmaps) {
  const Pixels expected = {0,   255, 0,   0,   255, 255, 255, 255, 0,
                           255, 0,   255, 255, 255, 255, 255, 255, 255};
  EXPECT_EQ(pixels_of("P1 9 2 101100001 0 1 0 0 0\n0000"), expected);
  EXPECT_EQ(pixels_of("P4 9 2 " + from_hex("b0ff 407f")), expected);
  EXPECT_EQ(parse_pnm("P1 1 1 1", "x.pbm").channels, 1);
}

TEST(ParsePnm, ScalesOtherMaximaAndRounds) {
  EXPECT_EQ(pixels_of("P2 4 1 3 0 1 2 3"), (Pixels{0, 85, 170, 255}));
  EXPECT_EQ(pixels_of("P2 3 1 100 1 50 99"), (Pixels{3, 128, 252})) << "2.55, 127.5, 252.45";
  EXPECT_EQ(pixels_of("P5 2 1 1 " + from_hex("0001")), (Pixels{0, 255}));
}

TEST(ParsePnm, KeepsThe16BitsOfLargerMaxima) {
  const Image text = parse_pnm("P2 2 1 65535 513 65535", "x.pgm");
  EXPECT_EQ(text.pixels_16, (Pixels16{513, 65535}));
  EXPECT_TRUE(text.pixels.empty());
  const Image binary = parse_pnm("P6 1 1 65535 " + from_hex("0201 abcd ffff"), "x.ppm");
  EXPECT_EQ(binary.pixels_16, (Pixels16{0x201, 0xabcd, 0xffff})) << "big-endian";
  EXPECT_EQ(parse_pnm("P2 3 1 256 0 1 256", "x.pgm").pixels_16, (Pixels16{0, 256, 65535}))
      << "65535/256 = 255.996";
}

TEST(ParsePnm, SkipsComments) {
  EXPECT_EQ(pixels_of("P2# one\n# two 9\r2#three\n1 255 # four\n7 8 # five"), (Pixels{7, 8}));
  EXPECT_EQ(pixels_of("P5 2 1 255# a comment\n#\n"), (Pixels{'#', '\n'}));
}

TEST(ParsePnm, EndsTheHeaderAfterOneWhiteSpace) {
  EXPECT_EQ(pixels_of("P5 2 1 255\n\n "), (Pixels{'\n', ' '}));
  EXPECT_EQ(pnm_refusal("P5 2 1 255x12"), pnm_fault("'x' instead of white space at byte 10"));
}

TEST(ParsePnm, AcceptsWhiteSpaceAfterTheImage) {
  EXPECT_EQ(pixels_of("P5 2 1 255 ab\r\n"), (Pixels{'a', 'b'}));
  EXPECT_EQ(pixels_of("P1 2 1 10 \n\n"), (Pixels{0, 255}));
}

TEST(ParsePnm, RefusesMoreThanOneImage) {
  const std::string one = "P5 2 1 255 ab";
  EXPECT_EQ(pnm_refusal(one + one), "3: x.pnm: expected one image, found more data at byte 13");
  EXPECT_EQ(pnm_refusal("P2 2 1 255 1 2 3"),
            "3: x.pnm: expected one image, found more data at byte 15");
  EXPECT_EQ(pnm_refusal(one + "# text"),
            "3: x.pnm: expected one image, found more data at byte 13");
}

TEST(ParsePnm, DetectsAPnmByItsFirstBytes) {
  EXPECT_TRUE(is_pnm("P1 "));
  EXPECT_TRUE(is_pnm("P6\n"));
  EXPECT_TRUE(is_pnm("P5#"));
  for (const char* other : {"", "P5", "P0 ", "P7 ", "P55", "Q5 "})
    EXPECT_FALSE(is_pnm(other)) << other;
  EXPECT_EQ(pnm_refusal("P7\nWIDTH 1\n"), pnm_fault("unknown image type"));
}

TEST(ParsePnm, RefusesInvalidNumbers) {
  EXPECT_EQ(pnm_refusal("P2 -2 1 255 1 2"), pnm_fault("'-' instead of a number at byte 3"));
  EXPECT_EQ(pnm_refusal("P2 2 1 255 1 x"), pnm_fault("'x' instead of a number at byte 13"));
  EXPECT_EQ(pnm_refusal("P1 2 1 12"), pnm_fault("'2' instead of 0 or 1 at byte 8"));
  EXPECT_EQ(pnm_refusal("P2 1234567890 1 255 1"), pnm_fault("a number of more than 9 digits"));
  EXPECT_EQ(pixels_of("P2 0000000002 1 255 1 2"), (Pixels{1, 2})) << "leading zeros";
}

TEST(ParsePnm, RefusesMaximaAndValuesOutOfRange) {
  EXPECT_EQ(pnm_refusal("P5 1 1 0 a"), pnm_fault("a maxval of 0 instead of 1 to 65535"));
  EXPECT_EQ(pnm_refusal("P5 1 1 65536 a"), pnm_fault("a maxval of 65536 instead of 1 to 65535"));
  EXPECT_EQ(pnm_refusal("P2 1 1 9 10"), pnm_fault("a value of 10 beyond the maxval of 9"));
  EXPECT_EQ(pnm_refusal("P5 1 1 96 a"), pnm_fault("a value of 97 beyond the maxval of 96"));
}

TEST(ParsePnm, RefusesEveryTruncation) {
  const std::vector<std::string> files = {"P1 2 2 1011", "P2 2 1 255 1 2", "P3 1 1 255 1 2 3",
                                          "P4 9 1 ab",   "P5 2 1 255 ab",  "P6 1 1 65535 abcdef"};
  for (const std::string& whole : files) {
    ASSERT_EQ(pnm_refusal(whole), "no error");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_NE(pnm_refusal(whole.substr(0, size)), "no error") << whole << size;
    }
  }
  EXPECT_EQ(pnm_refusal("P5 2 1 255 a"),
            pnm_fault("1 bytes of pixels instead of 2 (file truncated?)"));
  EXPECT_EQ(pnm_refusal("P2 2 1 255 1"),
            pnm_fault("the end instead of a number (file truncated?)"));
}

TEST(ParsePnm, RefusesImpossibleSizesBeforeDecoding) {
  EXPECT_EQ(pnm_refusal("P4 0 1 x"), pnm_fault("sizes out of range: 0 x 1 x 1"));
  EXPECT_EQ(pnm_refusal("P6 16384 16384 255 x"),
            pnm_fault("sizes out of range: 16384 x 16384 x 3"));
  EXPECT_EQ(pnm_refusal("P5 999999999 999999999 255 x"),
            pnm_fault("sizes out of range: 999999999 x 999999999 x 1"));
  EXPECT_EQ(pnm_refusal("P5 4096 4096 255 x"), pnm_fault("4096 x 4096 pixels in 18 bytes"));
  EXPECT_EQ(pnm_refusal("P5 14 1 255 x"), pnm_fault("14 x 1 pixels in 13 bytes"));
  EXPECT_EQ(pnm_refusal("P4 105 1 abcd"), pnm_fault("105 x 1 pixels in 13 bytes"));
  EXPECT_EQ(pnm_refusal("P1 4096 4096 1"), pnm_fault("4096 x 4096 pixels in 14 bytes"));
}

}  // namespace
}  // namespace sae::format
