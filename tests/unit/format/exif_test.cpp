// SPDX-License-Identifier: MIT
// Tests of JPEG segments and Exif data, built by hand from TIFF 6.0 (section 2) and CIPA DC-008.
#include "format/exif.h"

#include <gtest/gtest.h>

#include "support/bytes.h"

namespace sae::format {
namespace {

using test::from_hex;

// A TIFF structure whose first directory contains the width (a LONG) and the orientation.
std::string little_tiff(const std::string& orientation) {
  return from_hex(
      "49492a00 08000000 0200"
      "0001 0400 01000000 40000000"
      "1201 0300 01000000" +
      orientation + "0000 00000000");
}

std::string big_tiff(const std::string& orientation) {
  return from_hex(
      "4d4d002a 00000008 0002"
      "0100 0004 00000001 00000040"
      "0112 0003 00000001" +
      orientation + "0000 00000000");
}

std::string segment(const std::string& marker, const std::string& content) {
  const std::size_t length = content.size() + 2;
  return from_hex("ff" + marker) + static_cast<char>(length >> 8) + static_cast<char>(length) +
         content;
}

std::string exif_segment(const std::string& tiff) {
  return segment("e1", std::string("Exif\0\0", 6) + tiff);
}

TEST(TiffOrientation, ReadsBothByteOrders) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string digit = std::to_string(orientation);
    EXPECT_EQ(find_tiff_orientation(little_tiff("0" + digit + "00")), orientation);
    EXPECT_EQ(find_tiff_orientation(big_tiff("000" + digit)), orientation);
  }
}

TEST(TiffOrientation, DefaultsToUprightOnInvalidData) {
  for (const std::string wrong : {"0000", "0009", "0600", "ffff"}) {
    EXPECT_EQ(find_tiff_orientation(big_tiff(wrong)), 1) << wrong;
  }
  const std::string whole = big_tiff("0006");
  const std::size_t value_end = whole.size() - 6;
  for (std::size_t size = 0; size < value_end; ++size) {
    EXPECT_EQ(find_tiff_orientation(whole.substr(0, size)), 1) << size;
  }
  const auto changed = [&](std::size_t at, const std::string& digits) {
    std::string tiff = whole;
    return tiff.replace(at, digits.size() / 2, from_hex(digits));
  };
  EXPECT_EQ(find_tiff_orientation(changed(0, "4949")), 1) << "byte order";
  EXPECT_EQ(find_tiff_orientation(changed(2, "002b")), 1) << "mark";
  EXPECT_EQ(find_tiff_orientation(changed(4, "ffffffff")), 1) << "offset of the directory";
  EXPECT_EQ(find_tiff_orientation(changed(8, "0001")), 1) << "entries";
  EXPECT_EQ(find_tiff_orientation(changed(8, "ffff")), 6) << "more entries than the data has";
  EXPECT_EQ(find_tiff_orientation(changed(24, "0004")), 1) << "type";
  EXPECT_EQ(find_tiff_orientation(changed(26, "00000002")), 1) << "count";
}

TEST(FindJpegSegment, ReturnsWhatFollowsThePrefix) {
  const std::string jpeg = from_hex("ffd8") + segment("e0", "JFIF") + segment("ee", "Adobe1") +
                           segment("ee", "Adobe2") + segment("da", "") + segment("e2", "x");
  EXPECT_EQ(find_jpeg_segment(jpeg, 0xee, "Adobe"), "1");
  EXPECT_EQ(find_jpeg_segment(jpeg, 0xe0, "JFIF"), "");
  EXPECT_EQ(find_jpeg_segment(jpeg, 0xe0, "Adobe"), std::nullopt);
  EXPECT_EQ(find_jpeg_segment(jpeg, 0xe2, "x"), std::nullopt) << "after the scan";
}

TEST(JpegOrientation, ReadsTheFirstExifSegment) {
  const std::string start = from_hex("ffd8");
  const std::string six = exif_segment(big_tiff("0006"));
  EXPECT_EQ(find_jpeg_orientation(start + six), 6);
  EXPECT_EQ(find_jpeg_orientation(start + segment("e0", "JFIF") + segment("e1", "http://x") +
                                  from_hex("ff") + six + exif_segment(big_tiff("0003"))),
            6);
  EXPECT_EQ(find_jpeg_orientation(start + exif_segment(little_tiff("0800"))), 8);
}

TEST(JpegOrientation, DefaultsToUprightWithoutAValidSegmentBeforeTheScan) {
  const std::string start = from_hex("ffd8"), six = exif_segment(big_tiff("0006"));
  EXPECT_EQ(find_jpeg_orientation(""), 1);
  EXPECT_EQ(find_jpeg_orientation(start + segment("da", "") + six), 1);
  EXPECT_EQ(find_jpeg_orientation(start + from_hex("ffe00001") + six), 1) << "length below 2";
  EXPECT_EQ(find_jpeg_orientation(start + "x" + six), 1);
  const std::string whole = start + six;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(find_jpeg_orientation(whole.substr(0, size)), 1) << size;
  }
}

}  // namespace
}  // namespace sae::format
