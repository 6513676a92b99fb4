// SPDX-License-Identifier: MIT
// Tests of PNG images. The hexadecimal files were made in Python with zlib and struct only.
#include "format/png.h"

#include <gtest/gtest.h>

#include "support/bytes.h"
#include "support/failure.h"

namespace sae::format {
namespace {

using test::from_hex;

using Pixels = std::vector<std::uint8_t>;

// 2 x 2 pixels of 8-bit grey: 10 20 / 30 255.
constexpr const char* kGrey =
    "89504e470d0a1a0a 0000000d49484452 0000000200000002080000000057dd52f8"
    "0000000e49444154 78da63e0126190fb0f0001c3013c70956922 0000000049454e44ae426082";

// One pixel of grey 7 with alpha 128.
constexpr const char* kGreyAlpha =
    "89504e470d0a1a0a 0000000d49484452 00000001000000010804000000b51c0c02"
    "0000000b49444154 78da63606f000000910088b7b26a77 0000000049454e44ae426082";

// Two pixels by palette: red, blue.
constexpr const char* kPalette =
    "89504e470d0a1a0a 0000000d49484452 00000002000000010803000000c3fc8fb8"
    "00000006504c5445 ff00000000ff6ca1fd8e"
    "0000000b49444154 78da6360600400000400022cde48ad 0000000049454e44ae426082";

// One pixel of 16-bit grey, 0xabcd.
constexpr const char* kGrey16 =
    "89504e470d0a1a0a 0000000d49484452 00000001000000011000000000 6aee4716"
    "0000000b49444154 78da63587d1600022601797ded9d0b 0000000049454e44ae426082";

// The header of a grey PNG of the given size; its checksum is not verified.
std::string header_of_size(const std::string& width_height) {
  return from_hex("89504e470d0a1a0a 0000000d49484452" + width_height + "0800000000 00000000");
}

// A PNG chunk; its checksum is not verified.
std::string chunk(const std::string& name, const std::string& data) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(data.size() >> shift);
  return bytes + name + data + std::string(4, '\0');
}

// Pixel data, with the best possible compression.
std::string compressed(const std::string& rows) {
  uLongf size = ::compressBound(rows.size());
  std::string data(size, '\0');
  ::compress2(reinterpret_cast<Bytef*>(data.data()), &size,
              reinterpret_cast<const Bytef*>(rows.data()), rows.size(), 9);
  return data.substr(0, size);
}

std::string png_refusal(const std::string& bytes) {
  return test::failure([&bytes] { parse_png(bytes, "x.png"); });
}

TEST(ParsePng, ReadsGreyPixels) {
  const Image image = parse_png(from_hex(kGrey), "x.png");
  EXPECT_EQ(image.width, 2);
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.channels, 1);
  EXPECT_EQ(image.pixels, (Pixels{10, 20, 30, 255}));
}

TEST(ParsePng, ConvertsOtherColourTypes) {
  const Image grey_alpha = parse_png(from_hex(kGreyAlpha), "x.png");
  EXPECT_EQ(grey_alpha.channels, 4);
  EXPECT_EQ(grey_alpha.pixels, (Pixels{7, 7, 7, 128}));
  const Image palette = parse_png(from_hex(kPalette), "x.png");
  EXPECT_EQ(palette.channels, 3);
  EXPECT_EQ(palette.pixels, (Pixels{255, 0, 0, 0, 0, 255}));
  const Image deep = parse_png(from_hex(kGrey16), "x.png");
  EXPECT_EQ(deep.channels, 1);
  EXPECT_EQ(deep.pixels_16, (std::vector<std::uint16_t>{0xabcd}));
  EXPECT_TRUE(deep.pixels.empty());
}

TEST(ParsePng, AppliesTheExifOrientation) {
  std::string file = from_hex(kGrey);
  file.insert(file.find("IDAT") - 4,
              chunk("eXIf", from_hex("49492a00 08000000 0100 1201 0300 01000000 06000000")));
  EXPECT_EQ(parse_png(file, "x.png").pixels, (Pixels{30, 10, 255, 20}));
}

TEST(ParsePng, FindsTheOrientationAfterThePixels) {
  std::string file = from_hex(kGrey);
  file.insert(file.find("IEND") - 4,
              chunk("eXIf", from_hex("49492a00 08000000 0100 1201 0300 01000000 03000000")));
  EXPECT_EQ(parse_png(file, "x.png").pixels, (Pixels{255, 30, 20, 10}));
}

TEST(ParsePng, TakesTransparencyFromAPaletteOnly) {
  std::string palette = from_hex(kPalette);
  palette.insert(palette.find("IDAT") - 4, chunk("tRNS", "\x40"));
  EXPECT_EQ(parse_png(palette, "x.png").pixels, (Pixels{255, 0, 0, 64, 0, 0, 255, 255}));
  std::string grey = from_hex(kGrey);
  grey.insert(grey.find("IDAT") - 4, chunk("tRNS", std::string("\0\x14", 2)));
  EXPECT_EQ(parse_png(grey, "x.png").pixels, (Pixels{10, 20, 30, 255}));
}

// 3 x 3 pixels in Adam7 order. Only its first, fourth, fifth, sixth and seventh pass contain
// pixels; each row begins with its filter byte.
TEST(ParsePng, ReadsAnInterlacedPicture) {
  const std::string rows = from_hex("00 01  00 03  00 07 09  00 02  00 08  00 04 05 06");
  const std::string file = from_hex("89504e470d0a1a0a") +
                           chunk("IHDR", from_hex("00000003 00000003 0800000001")) +
                           chunk("IDAT", compressed(rows)) + chunk("IEND", "");
  EXPECT_EQ(parse_png(file, "x.png").pixels, (Pixels{1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Resize, KeepsAFlatPictureOf16Bits) {
  const Image image = resize({2, 2, 1, {}, {40000, 40000, 40000, 40000}}, 3, 5);
  EXPECT_EQ(image.pixels_16, std::vector<std::uint16_t>(15, 40000));
  const Image ramp = resize({4, 1, 1, {}, {0, 1000, 2000, 3000}}, 2, 1);
  EXPECT_EQ(ramp.pixels_16[0] + ramp.pixels_16[1], 3000) << "symmetric filters keep the mean";
}

TEST(ParsePng, RefusesOtherFormats) {
  const std::string message =
      "3: x.png: expected a valid PNG picture, found an error: unknown image type";
  EXPECT_EQ(png_refusal(""), message);
  EXPECT_EQ(png_refusal("<html>"), message);
  EXPECT_EQ(png_refusal(from_hex("474946383961 0100 0100 800000 ffffff 000000 3b")),
            message);  // GIF
}

TEST(ParsePng, RefusesEveryTruncationOfAPng) {
  const std::string whole = from_hex(kGrey);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(png_refusal(whole.substr(0, size)), "no error") << size;
  }
}

TEST(ParsePng, RefusesHugeSizesBeforeDecoding) {
  EXPECT_NE(png_refusal(header_of_size("00004001 00000001")), "no error");
  EXPECT_NE(png_refusal(header_of_size("ffffffff ffffffff")), "no error");
  EXPECT_NE(png_refusal(header_of_size("00000000 00000001")), "no error");
  std::string rgba = header_of_size("00004000 00004000");
  rgba[25] = 6;  // colour type: RGB with alpha
  EXPECT_EQ(png_refusal(rgba),
            "3: x.png: expected a valid PNG picture, found an error: sizes out of range: 16384 x "
            "16384 x 4");
}

TEST(ParsePng, ReadsManyPixelsFromFewBytes) {
  const std::string rows(4000 * 501, '\0');
  const std::string file = from_hex("89504e470d0a1a0a") +
                           chunk("IHDR", from_hex("00000fa0 00000fa0 0100000000")) +
                           chunk("IDAT", compressed(rows)) + chunk("IEND", "");
  EXPECT_LT(file.size(), 2100U);
  EXPECT_EQ(parse_png(file, "x.png").pixels, Pixels(4000 * 4000, 0));
}

TEST(ParsePng, RefusesMorePixelsThanAFileCanHold) {
  EXPECT_EQ(png_refusal(header_of_size("00001000 00001000")),
            "3: x.png: expected a valid PNG picture, found an error: "
            "4096 x 4096 pixels in 33 bytes");
}

TEST(ParsePng, RefusesAChunkBeyondTheEnd) {
  std::string file = from_hex(kGrey);
  file.replace(file.find("IDAT") - 4, 4, from_hex("7f000000"));
  EXPECT_EQ(png_refusal(file),
            "3: x.png: expected a valid PNG picture, found an error: chunks "
            "that reach beyond the end (file truncated?)");
}

TEST(ParsePng, RefusesAnUnknownCriticalChunk) {
  const std::string fault = "3: x.png: expected a valid PNG picture, found an error: ";
  const auto with_chunk = [](const std::string& name) {
    std::string file = from_hex(kGrey);
    return file.insert(file.find("IEND") - 4, chunk(name, ""));
  };
  EXPECT_EQ(png_refusal(with_chunk("AB\nD")), fault + "unknown critical chunk");
  EXPECT_EQ(parse_png(with_chunk("abCD"), "x.png").pixels, (Pixels{10, 20, 30, 255}));
}

TEST(PngBytes, ReadsBackTheSamePixels) {
  for (const int channels : {1, 3, 4}) {
    Image image{7, 5, channels, {}};
    for (int i = 0; i < 7 * 5 * channels; ++i) {
      image.pixels.push_back(static_cast<std::uint8_t>(i * 37));
    }
    const std::string file = png_bytes(image);
    EXPECT_TRUE(file.starts_with("\x89PNG\r\n\x1a\n"));
    const Image again = parse_png(file, "x.png");
    EXPECT_EQ(again.width, image.width);
    EXPECT_EQ(again.height, image.height);
    EXPECT_EQ(again.channels, channels);
    EXPECT_EQ(again.pixels, image.pixels);
  }
}

TEST(PngBytes, RefusesSizesThatDoNotMatchThePixels) {
  const auto failure = [](const Image& image) {
    return test::failure([&image] { png_bytes(image); });
  };
  EXPECT_EQ(failure({2, 2, 1, Pixels(3)}),
            "1: png: expected the pixels of an image of 2 x 2 x 1, found 3");
  EXPECT_NE(failure({0, 2, 1, {}}), "no error");
  EXPECT_NE(failure({1, -1, 1, Pixels(1)}), "no error");
  EXPECT_NE(failure({1, 1, 2, Pixels(2)}), "no error");
  EXPECT_NE(failure({16385, 1, 1, Pixels(16385)}), "no error");
}

}  // namespace
}  // namespace sae::format
