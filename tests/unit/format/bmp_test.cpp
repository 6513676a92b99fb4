// SPDX-License-Identifier: MIT
// Tests of BMP files, built by hand from Microsoft's description of the bitmap headers.
#include "format/bmp.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/bytes.h"
#include "support/failure.h"

namespace sae::format {
namespace {

using test::from_hex;

using Pixels = std::vector<std::uint8_t>;

std::string little(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i));
  return text;
}

/// Headers and tables after the file header, then rows; `gap` bytes are between them.
std::string bmp(const std::string& headers, const std::string& rows, std::size_t gap = 0) {
  const std::size_t pixels_at = 14 + headers.size() + gap;
  return "BM" + std::string(8, '\0') + little(static_cast<std::uint32_t>(pixels_at), 4) + headers +
         std::string(gap, '\x55') + rows;
}

struct Info {
  std::uint32_t bits;
  int width, height;
  std::uint32_t compression = 0, colours_used = 0, bytes = 40;
};

/// The information header; what follows its first 40 bytes is zero.
std::string info_header(const Info& info) {
  std::string header = little(info.bytes, 4) + little(static_cast<std::uint32_t>(info.width), 4) +
                       little(static_cast<std::uint32_t>(info.height), 4) + little(1, 2) +
                       little(info.bits, 2) + little(info.compression, 4) + std::string(12, '\0') +
                       little(info.colours_used, 4);
  header.resize(info.bytes);
  return header;
}

/// The header of OS/2 1.x, with sizes of 16 bits.
std::string core_header(std::uint32_t bits, std::uint32_t width, std::uint32_t height) {
  return little(12, 4) + little(width, 2) + little(height, 2) + little(1, 2) + little(bits, 2);
}

Pixels pixels_of(const std::string& bytes) { return parse_bmp(bytes, "x.bmp").pixels; }

std::string bmp_refusal(const std::string& bytes) {
  return test::failure([&bytes] { parse_bmp(bytes, "x.bmp"); });
}

std::string bmp_fault(const std::string& reason) {
  return "3: x.bmp: expected a valid BMP picture, found an error: " + reason;
}

// Rows of 1 x 2 pixels; each is stored as blue, green, red and filled to four bytes.
const std::string kTwoRows = from_hex("030201 00 060504 00");

TEST(ParseBmp, ReadsRowsFromTheBottom) {
  const Image image = parse_bmp(bmp(info_header({24, 1, 2}), kTwoRows), "x.bmp");
  EXPECT_EQ(image.width, 1);
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.channels, 3);
  EXPECT_EQ(image.pixels, (Pixels{4, 5, 6, 1, 2, 3}));
}

TEST(ParseBmp, ReadsRowsFromTheTopIfTheHeightIsNegative) {
  const Image image = parse_bmp(bmp(info_header({24, 1, -2}), kTwoRows), "x.bmp");
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.pixels, (Pixels{1, 2, 3, 4, 5, 6}));
}

TEST(ParseBmp, ReadsEveryHeader) {
  const Pixels expected = {4, 5, 6, 1, 2, 3};
  EXPECT_EQ(pixels_of(bmp(core_header(24, 1, 2), kTwoRows)), expected);
  for (const std::uint32_t bytes : {40U, 52U, 56U, 64U, 108U, 124U}) {
    const std::string header = info_header({.bits = 24, .width = 1, .height = 2, .bytes = bytes});
    EXPECT_EQ(pixels_of(bmp(header, kTwoRows)), expected) << bytes;
    EXPECT_EQ(pixels_of(bmp(header, kTwoRows, 7)), expected) << "a gap before the pixels";
  }
  EXPECT_EQ(
      bmp_refusal(bmp(info_header({.bits = 24, .width = 1, .height = 2, .bytes = 44}), kTwoRows)),
      bmp_fault("a header of 44 bytes"));
}

TEST(ParseBmp, ReadsPalettes) {
  const std::string colours = from_hex("030201 00 060504 00");
  const Pixels expected = {4, 5, 6, 1, 2, 3, 4, 5, 6};
  EXPECT_EQ(pixels_of(bmp(info_header({1, 3, 1}) + colours, from_hex("a0 000000"))), expected);
  EXPECT_EQ(pixels_of(bmp(info_header({4, 3, 1, 0, 2}) + colours, from_hex("1010 0000"))),
            expected);
  EXPECT_EQ(pixels_of(bmp(info_header({8, 3, 1, 0, 2}) + colours, from_hex("010001 00"))),
            expected);
}

// stb_image alone reads uninitialised memory instead of the last four colours.
TEST(ParseBmp, ReadsThePalettesOfOs2) {
  const std::string colours = from_hex("030201 060504");
  const Pixels expected = {4, 5, 6, 1, 2, 3, 4, 5, 6};
  EXPECT_EQ(pixels_of(bmp(core_header(1, 3, 1) + colours, from_hex("a0 000000"))), expected);
  EXPECT_EQ(pixels_of(bmp(core_header(8, 3, 1) + colours, from_hex("010001 00"))), expected);
}

TEST(ParseBmp, ReadsAPaletteOfGreysAsGrey) {
  const std::string greys = from_hex("070707 00 c8c8c8 00");
  const Image image =
      parse_bmp(bmp(info_header({1, 3, 1}) + greys, from_hex("a0 000000")), "x.bmp");
  EXPECT_EQ(image.channels, 1);
  EXPECT_EQ(image.pixels, (Pixels{200, 7, 200}));
}

TEST(ParseBmp, ReadsPixelsOf16Bits) {
  // 31, 0, 16 of 5 bits; then 1, 63, 2 of 5, 6 and 5 bits. The bits of a value are repeated.
  EXPECT_EQ(pixels_of(bmp(info_header({16, 1, 1}), from_hex("107c 0000"))), (Pixels{255, 0, 132}));
  const std::string masks = from_hex("00f80000 e0070000 1f000000");
  EXPECT_EQ(pixels_of(bmp(info_header({16, 1, 1, 3}) + masks, from_hex("e20f 0000"))),
            (Pixels{8, 255, 16}));
}

TEST(ParseBmp, ReadsPixelsOf32BitsWithoutAlpha) {
  const std::string rows = from_hex("030201 00 060504 80");
  EXPECT_EQ(pixels_of(bmp(info_header({32, 2, 1}), rows)), (Pixels{1, 2, 3, 4, 5, 6}));
  const std::string red_first = from_hex("ff000000 00ff0000 0000ff00");
  EXPECT_EQ(pixels_of(bmp(info_header({32, 2, 1, 3}) + red_first, rows)),
            (Pixels{3, 2, 1, 6, 5, 4}));
  for (const std::uint32_t bytes : {52U, 56U, 108U, 124U}) {
    std::string header =
        info_header({.bits = 32, .width = 2, .height = 1, .compression = 3, .bytes = bytes});
    header.replace(40, 12, red_first);
    EXPECT_EQ(pixels_of(bmp(header, rows)), (Pixels{3, 2, 1, 6, 5, 4})) << bytes;
  }
}

TEST(ParseBmp, RefusesInvalidMasks) {
  const auto refusal = [](std::uint32_t bits, const std::string& masks) {
    return bmp_refusal(bmp(info_header({bits, 1, 1, 3}) + from_hex(masks), "abcd"));
  };
  const std::string fault =
      bmp_fault("colour masks that overlap or are not 1 to 8 neighbouring bits");
  EXPECT_EQ(refusal(32, "ff010000 0000ff00 000000ff"), fault) << "nine bits";
  EXPECT_EQ(refusal(32, "05000000 0000ff00 000000ff"), fault) << "two runs";
  EXPECT_EQ(refusal(32, "ff000000 80ff0000 0000ff00"), fault) << "nine bits that overlap";
  EXPECT_EQ(refusal(32, "ff000000 807f0000 0000ff00"), fault) << "a bit in two masks";
  EXPECT_EQ(refusal(32, "00000000 00ff0000 0000ff00"), fault) << "no bit";
  EXPECT_EQ(refusal(16, "00000100 e0070000 1f000000"), fault) << "beyond 16 bits";
  EXPECT_EQ(refusal(32, "00000080 00ff0000 0000ff00"), "no error") << "the highest bit";
}

TEST(ParseBmp, RefusesCompressedPixels) {
  const auto refusal = [](std::uint32_t bits, std::uint32_t compression, std::uint32_t bytes = 40) {
    return bmp_refusal(
        bmp(info_header({bits, 1, 1, compression, 0, bytes}), std::string(1100, 'x')));
  };
  const std::string fault = "3: x.bmp: expected a BMP picture without compression, found ";
  EXPECT_EQ(refusal(8, 1), fault + "RLE");
  EXPECT_EQ(refusal(4, 2), fault + "RLE");
  EXPECT_EQ(refusal(24, 4), fault + "method 4");
  EXPECT_EQ(refusal(24, 3), fault + "method 3") << "masks are for 16 and 32 bits";
  EXPECT_EQ(refusal(16, 3, 64), fault + "method 3") << "Huffman in OS/2 2.x";
  try {
    parse_bmp(bmp(info_header({8, 1, 1, 1}), "abcd"), "x.bmp");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "save it as PNG");
  }
}

TEST(ParseBmp, RefusesOtherDepths) {
  EXPECT_EQ(bmp_refusal(bmp(info_header({2, 1, 1}), "abcd")),
            bmp_fault("planes: 1, bits per pixel: 2"));
  std::string planes = info_header({24, 1, 1});
  planes[12] = 3;
  EXPECT_EQ(bmp_refusal(bmp(planes, "abcd")), bmp_fault("planes: 3, bits per pixel: 24"));
}

// stb_image alone reads uninitialised memory.
TEST(ParseBmp, RefusesColoursOutsideThePalette) {
  const std::string colours = from_hex("030201 00 060504 00");
  EXPECT_EQ(bmp_refusal(bmp(info_header({8, 3, 1, 0, 2}) + colours, from_hex("010002 00"))),
            bmp_fault("colour 2 outside a palette of size 2"));
  EXPECT_EQ(bmp_refusal(bmp(info_header({4, 3, 1, 0, 2}) + colours, from_hex("1040 0000"))),
            bmp_fault("colour 4 outside a palette of size 2"));
  EXPECT_EQ(bmp_refusal(bmp(info_header({1, 8, 1, 0, 1}) + colours, from_hex("01 000000"))),
            bmp_fault("colour 1 outside a palette of size 1"));
  EXPECT_EQ(bmp_refusal(bmp(info_header({8, 1, 1}), "abcd")),
            bmp_fault("colour 97 outside a palette of size 0"));
  EXPECT_EQ(pixels_of(bmp(info_header({8, 3, 1, 0, 2}) + colours, from_hex("010001 ff"))).size(),
            9U)
      << "row padding has no colour";
}

TEST(ParseBmp, RefusesEveryTruncation) {
  const std::string colours = from_hex("030201 00 060504 00");
  for (const std::string& whole :
       {bmp(info_header({24, 1, 2}), kTwoRows), bmp(core_header(24, 1, 2), kTwoRows),
        bmp(info_header({1, 3, 1}) + colours, from_hex("a0 000000")),
        bmp(info_header({16, 1, 1, 3}) + from_hex("00f80000 e0070000 1f000000"), "abcd")}) {
    ASSERT_EQ(bmp_refusal(whole), "no error");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_NE(bmp_refusal(whole.substr(0, size)), "no error") << size;
    }
  }
  const std::string whole = bmp(info_header({24, 1, 2}), kTwoRows);
  EXPECT_EQ(bmp_refusal(whole.substr(0, 20)),
            bmp_fault("a header beyond the end (file truncated?)"));
  EXPECT_EQ(bmp_refusal(whole.substr(0, 61)), bmp_fault("rows beyond the end (file truncated?)"));
}

TEST(ParseBmp, RefusesPixelsOutsideTheFile) {
  std::string file = bmp(info_header({24, 1, 2}), kTwoRows);
  file.replace(10, 4, little(53, 4));
  EXPECT_EQ(bmp_refusal(file), bmp_fault("pixels at byte 53 of 62 (file truncated?)"))
      << "in the header";
  std::string masks =
      bmp(info_header({16, 1, 1, 3}) + from_hex("00f80000 e0070000 1f000000"), "ab");
  masks.replace(10, 4, little(54, 4));
  EXPECT_EQ(bmp_refusal(masks), bmp_fault("pixels at byte 54 of 68 (file truncated?)"))
      << "in the masks";
  file.replace(10, 4, little(0xffffffff, 4));
  EXPECT_EQ(bmp_refusal(file), bmp_fault("pixels at byte 4294967295 of 62 (file truncated?)"));
}

TEST(ParseBmp, RefusesImpossibleSizesBeforeDecoding) {
  const auto refusal = [](std::uint32_t bits, int width, int height) {
    return bmp_refusal(bmp(info_header({bits, width, height}), "abcd", 8));
  };
  EXPECT_EQ(refusal(24, 0, 1), bmp_fault("sizes out of range: 0 x 1 x 3"));
  EXPECT_EQ(refusal(24, -1, 1), bmp_fault("sizes out of range: -1 x 1 x 3"));
  EXPECT_EQ(refusal(24, 1, -16385), bmp_fault("sizes out of range: 1 x 16385 x 3"));
  EXPECT_EQ(refusal(24, 1, std::numeric_limits<int>::min()),
            bmp_fault("sizes out of range: 1 x -2147483648 x 3"));
  EXPECT_EQ(refusal(24, 16384, 16384), bmp_fault("sizes out of range: 16384 x 16384 x 3"));
  EXPECT_EQ(refusal(24, 67, 1), bmp_fault("67 x 1 pixels in 66 bytes"));
  EXPECT_EQ(refusal(24, 66, 1), bmp_fault("rows beyond the end (file truncated?)"));
  EXPECT_EQ(refusal(1, 8 * 66 + 1, 1), bmp_fault("529 x 1 pixels in 66 bytes"));
}

TEST(ParseBmp, DetectsABmpByItsFirstBytes) {
  EXPECT_TRUE(is_bmp("BM"));
  EXPECT_FALSE(is_bmp("B"));
  EXPECT_FALSE(is_bmp("BA"));
  EXPECT_EQ(bmp_refusal("\x89PNG"), bmp_fault("unknown image type"));
}

}  // namespace
}  // namespace sae::format
