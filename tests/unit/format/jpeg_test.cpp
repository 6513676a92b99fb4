// SPDX-License-Identifier: MIT
// Tests of JPEG files, built by hand from the standard (ITU-T T.81).
#include "format/jpeg.h"

#include <gtest/gtest.h>

#include "support/bytes.h"
#include "support/failure.h"

namespace sae::format {
namespace {

using test::from_hex;

using Pixels = std::vector<std::uint8_t>;

// 8 x 8 pixels of grey 200: every quantiser 8, one DC code (category 7, value 72), then end of
// block.
std::string grey_jpeg() {
  const std::string quantisers(64, '\x08');
  const std::string no_more_codes(15, '\0');
  return from_hex("ffd8 ffdb004300") + quantisers + from_hex("ffc0000b08 00080008 01 011100") +
         from_hex("ffc4001400 01") + no_more_codes + from_hex("07") + from_hex("ffc4001410 01") +
         no_more_codes + from_hex("00") + from_hex("ffda0008 01 0100 003f00 487f ffd9");
}

// A Huffman table with one code.
std::string table(const std::string& kind, const std::string& symbol) {
  return from_hex("ffc40014") + from_hex(kind) + from_hex("01") + std::string(15, '\0') +
         from_hex(symbol);
}

// 8 x 8 pixels of Y 200, Cb 128, Cr 56. Their DC values are 72, 0 and -72 (code 0 of the categories
// 7 and 0, in two tables).
std::string colour_jpeg() {
  const std::string quantisers(64, '\x08');
  return from_hex("ffd8 ffdb004300") + quantisers +
         from_hex("ffc0001108 00080008 03 011100 021100 031100") + table("00", "07") +
         table("01", "00") + table("10", "00") +
         from_hex("ffda000c 03 0100 0210 0300 003f00 4806ef ffd9");
}

// 8 x 8 pixels of four components: 200, 128, 56 and 200, coded like the colours above.
std::string four_component_jpeg(const std::string& segments) {
  const std::string quantisers(64, '\x08');
  return from_hex("ffd8" + segments + "ffdb004300") + quantisers +
         from_hex("ffc0001408 00080008 04 011100 021100 031100 041100") + table("00", "07") +
         table("01", "00") + table("10", "00") +
         from_hex("ffda000e 04 0100 0210 0300 0400 003f00 4806e487 ffd9");
}

// Adobe's segment (APP14); its last byte is 0 for CMYK and 2 for YCCK.
constexpr const char* kAdobeCmyk = "ffee000e 41646f6265 0064 0000 0000 00";
constexpr const char* kAdobeYcck = "ffee000e 41646f6265 0064 0000 0000 02";

Pixels first_pixel(const std::string& jpeg) {
  const Image image = parse_jpeg(jpeg, "x.jpg");
  EXPECT_EQ(image.channels, 3);
  EXPECT_EQ(image.pixels.size(), 3U * 64);
  return {image.pixels.begin(), image.pixels.begin() + 3};
}

std::string jpeg_refusal(const std::string& bytes) {
  return test::failure([&bytes] { parse_jpeg(bytes, "x.jpg"); });
}

TEST(ParseJpeg, ReadsGreyPixels) {
  const Image image = parse_jpeg(grey_jpeg(), "x.jpg");
  EXPECT_EQ(image.width, 8);
  EXPECT_EQ(image.height, 8);
  EXPECT_EQ(image.channels, 1);
  EXPECT_EQ(image.pixels, Pixels(64, 200));
}

// R = Y + 1.402 (Cr - 128), G = Y - .714 (Cr - 128) with Cb = 128, B = Y.
TEST(ParseJpeg, ReadsColours) {
  const Image image = parse_jpeg(colour_jpeg(), "x.jpg");
  EXPECT_EQ(image.channels, 3);
  ASSERT_EQ(image.pixels.size(), 3U * 64);
  for (std::size_t at = 0; at < image.pixels.size(); at += 3) {
    EXPECT_EQ(Pixels(&image.pixels[at], &image.pixels[at] + 3), (Pixels{99, 251, 200})) << at;
  }
}

// A block of grey 200 to the left of one of 100: DC value 72, then the difference -100.
TEST(ParseJpeg, AppliesTheExifOrientation) {
  std::string jpeg = grey_jpeg();
  jpeg.replace(jpeg.find(from_hex("00080008")), 4, from_hex("00080010"));
  jpeg.replace(jpeg.find(from_hex("487f")), 2, from_hex("480d bf"));
  EXPECT_EQ(parse_jpeg(jpeg, "x.jpg").pixels[8], 100);
  jpeg.insert(2, from_hex("ffe10022 457869660000 4d4d002a 00000008 0001 0112 0003 00000001 00060000"
                          "00000000"));
  const Image image = parse_jpeg(jpeg, "x.jpg");
  EXPECT_EQ(image.width, 8);
  EXPECT_EQ(image.height, 16);
  EXPECT_EQ(image.pixels[7 * 8], 200);
  EXPECT_EQ(image.pixels[8 * 8], 100);
}

TEST(ParseJpeg, DetectsAJpegByItsFirstBytes) {
  EXPECT_TRUE(is_jpeg(grey_jpeg()));
  EXPECT_FALSE(is_jpeg("\xff"));
  EXPECT_FALSE(is_jpeg("\x89PNG"));
}

TEST(ParseJpeg, RefusesEveryTruncation) {
  for (const std::string& whole : {grey_jpeg(), colour_jpeg(), four_component_jpeg(kAdobeYcck)}) {
    for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
      EXPECT_NE(jpeg_refusal(whole.substr(0, size)), "no error") << size;
    }
  }
}

TEST(ParseJpeg, RefusesMorePixelsThanAFileCanHold) {
  std::string jpeg = grey_jpeg();
  jpeg.replace(jpeg.find(from_hex("00080008")), 4, from_hex("20002000"));
  EXPECT_EQ(jpeg_refusal(jpeg),
            "3: x.jpg: expected a valid JPEG picture, found an error: 8192 x 8192 pixels in " +
                std::to_string(jpeg.size()) + " bytes");
}

TEST(ParseJpeg, RefusesHugeSizesBeforeDecoding) {
  std::string jpeg = grey_jpeg();
  jpeg.replace(jpeg.find(from_hex("00080008")), 4, from_hex("00084001"));
  EXPECT_EQ(
      jpeg_refusal(jpeg),
      "3: x.jpg: expected a valid JPEG picture, found an error: sizes out of range: 16385 x 8 x 1");
}

// More codes than 256, and a DC category beyond 15 (B.2.4.2).
TEST(ParseJpeg, RefusesInvalidHuffmanTables) {
  const std::string counts = from_hex("01") + std::string(15, '\0');
  for (const std::string& wrong :
       {from_hex("01ffff") + std::string(13, '\0') + '\7', counts + '\x10'}) {
    std::string jpeg = grey_jpeg();
    constexpr std::size_t kMarkerLengthAndKind = 5;
    jpeg.replace(jpeg.find("\xff\xc4") + kMarkerLengthAndKind, 17, wrong);
    EXPECT_EQ(
        jpeg_refusal(jpeg),
        "3: x.jpg: expected a valid JPEG picture, found an error: Bogus Huffman table definition");
  }
}

// Otherwise the decoder would use uninitialised memory as tables.
TEST(ParseJpeg, RefusesAFileWithoutTables) {
  std::string jpeg = grey_jpeg();
  const std::size_t tables = jpeg.find("\xff\xc4");
  jpeg.erase(tables, jpeg.find("\xff\xda") - tables);
  EXPECT_NE(jpeg_refusal(jpeg), "no error");
}

// Red is 200 · 200/255 = 156.9; Pillow's convert("RGB") gives the same.
TEST(ParseJpeg, ReadsTheInvertedInksOfAdobe) {
  EXPECT_EQ(first_pixel(four_component_jpeg(kAdobeCmyk)), (Pixels{157, 100, 44}));
}

// Red is 55 · 55/255 = 11.9.
TEST(ParseJpeg, ReadsInksWithoutAdobeSegmentAsTheyAre) {
  EXPECT_EQ(first_pixel(four_component_jpeg("")), (Pixels{12, 27, 43}));
  EXPECT_EQ(first_pixel(four_component_jpeg("ffee000d 41646f6265 0064 0000 0000")),
            (Pixels{12, 27, 43}))
      << "a segment that is too short";
}

// Y, Cb and Cr are those of ReadsColours, so that the stored cyan is 255 - 99; red is
// 156 · 200/255 = 122.4. Pillow gives the same.
TEST(ParseJpeg, ReadsYcck) {
  EXPECT_EQ(first_pixel(four_component_jpeg(kAdobeYcck)), (Pixels{122, 3, 43}));
}

TEST(ParseJpeg, RefusesHugeSizesOfCmyk) {
  std::string jpeg = four_component_jpeg(kAdobeCmyk);
  jpeg.replace(jpeg.find(from_hex("00080008")), 4, from_hex("40004000"));
  EXPECT_EQ(jpeg_refusal(jpeg),
            "3: x.jpg: expected a valid JPEG picture, found an error: sizes out of range: 16384 x "
            "16384 x 4");
}

}  // namespace
}  // namespace sae::format
