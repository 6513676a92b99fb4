// SPDX-License-Identifier: MIT
// Reads the text and binary forms of PNM.
#include "format/pnm.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace sae::format {
namespace {

constexpr std::string_view kPnmSpace(" \t\n\v\f\r");
// Longest number that fits in an int.
constexpr unsigned kLargestPnmNumber = 999'999'999;

[[noreturn]] void fail_pnm(const std::string& name, const std::string& reason) {
  fail_picture("PNM", name, reason);
}

bool is_pnm_space(char c) { return kPnmSpace.find(c) != std::string_view::npos; }

bool is_pnm_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads numbers and bytes in order, after the magic number.
class PnmReader {
 public:
  PnmReader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  /// A decimal number, after white space and comments; 0 to kLargestPnmNumber.
  unsigned number() {
    if (!is_pnm_digit(next("a number"))) fail_at("a number");
    unsigned value = 0;
    for (; at_ < bytes_.size() && is_pnm_digit(bytes_[at_]); ++at_) {
      if (value > kLargestPnmNumber / 10) fail_pnm(name_, "a number of more than 9 digits");
      value = value * 10 + static_cast<unsigned>(bytes_[at_] - '0');
    }
    return value;
  }

  /// One digit, which needs no white space before it; 0 or 1.
  unsigned bit() {
    const char digit = next("0 or 1");
    if (digit != '0' && digit != '1') fail_at("0 or 1");
    ++at_;
    return static_cast<unsigned>(digit - '0');
  }

  /// Reads the white space between the header and binary data: one character, or a comment.
  void end_header() {
    if (at_ < bytes_.size() && bytes_[at_] == '#') skip_comment();
    if (at_ >= bytes_.size() || !is_pnm_space(bytes_[at_])) fail_at("white space");
    ++at_;
  }

  std::string_view take(std::size_t count) {
    const std::size_t left = bytes_.size() - at_;
    if (count > left) {
      fail_pnm(name_, std::to_string(left) + " bytes of pixels instead of " +
                          std::to_string(count) + " (file truncated?)");
    }
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }

  /// Comments may follow text, but not binary data.
  void expect_end(bool text) {
    if (text) skip_blank();
    const std::size_t rest = bytes_.find_first_not_of(kPnmSpace, at_);
    if (rest == std::string_view::npos) return;
    throw Error(ErrorKind::kData,
                name_ + ": expected one image, found more data at byte " + std::to_string(rest),
                "split a file of several images with pamsplit");
  }

 private:
  void skip_comment() { at_ = std::min(bytes_.find_first_of("\r\n", at_), bytes_.size()); }

  void skip_blank() {
    while (at_ < bytes_.size()) {
      if (bytes_[at_] == '#') {
        skip_comment();
      } else if (is_pnm_space(bytes_[at_])) {
        ++at_;
      } else {
        return;
      }
    }
  }

  char next(const char* expected) {
    skip_blank();
    if (at_ >= bytes_.size()) fail_at(expected);
    return bytes_[at_];
  }

  [[noreturn]] void fail_at(const std::string& expected) const {
    if (at_ >= bytes_.size())
      fail_pnm(name_, "the end instead of " + expected + " (file truncated?)");
    fail_pnm(name_, base::quote(bytes_.substr(at_, 1)) + " instead of " + expected + " at byte " +
                        std::to_string(at_));
  }

  std::string_view bytes_;
  const std::string& name_;
  std::size_t at_ = 2;
};

struct PnmHeader {
  bool text, bitmap;
  Image image;      // without pixels
  unsigned maxval;  // 1 for bitmaps
};

PnmHeader read_pnm_header(PnmReader& reader, char kind, const std::string& name) {
  PnmHeader header{kind <= '3', kind == '1' || kind == '4', {}, 1};
  header.image.width = static_cast<int>(reader.number());
  header.image.height = static_cast<int>(reader.number());
  header.image.channels = kind == '3' || kind == '6' ? 3 : 1;
  if (!header.bitmap) header.maxval = reader.number();
  if (header.maxval < 1 || header.maxval > std::numeric_limits<std::uint16_t>::max()) {
    fail_pnm(name, "a maxval of " + std::to_string(header.maxval) + " instead of 1 to 65535");
  }
  if (!header.text) reader.end_header();
  return header;
}

// Reads the next `count` values, big-endian if binary, and scales maxval to the largest Value.
template <class Value>
std::vector<Value> read_values(PnmReader& reader, const PnmHeader& header, std::size_t count,
                               const std::string& name) {
  constexpr std::uint32_t kFull = std::numeric_limits<Value>::max();
  const std::string_view raster = header.text ? "" : reader.take(count * sizeof(Value));
  std::vector<Value> values;
  values.reserve(count);
  while (values.size() < count) {
    std::uint32_t value = 0;
    if (header.text) {
      value = reader.number();
    } else {
      for (std::size_t i = 0; i < sizeof(Value); ++i) {
        value = value << 8U | static_cast<unsigned char>(raster[values.size() * sizeof(Value) + i]);
      }
    }
    if (value > header.maxval) {
      fail_pnm(name, "a value of " + std::to_string(value) + " beyond the maxval of " +
                         std::to_string(header.maxval));
    }
    values.push_back(static_cast<Value>((value * kFull + header.maxval / 2) / header.maxval));
  }
  return values;
}

// Each row of a binary bitmap begins with a new byte. 1 is black.
std::vector<std::uint8_t> read_bits(PnmReader& reader, const PnmHeader& header) {
  const auto width = static_cast<std::size_t>(header.image.width);
  const auto height = static_cast<std::size_t>(header.image.height);
  const std::size_t row_bytes = (width + 7) / 8;
  const std::string_view raster = header.text ? "" : reader.take(row_bytes * height);
  std::vector<std::uint8_t> pixels;
  pixels.reserve(width * height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      const unsigned byte =
          header.text ? 0 : static_cast<unsigned char>(raster[y * row_bytes + x / 8]);
      const unsigned black = header.text ? reader.bit() : byte >> (7 - x % 8) & 1U;
      pixels.push_back(black == 1 ? 0 : 255);
    }
  }
  return pixels;
}

}  // namespace

bool is_pnm(std::string_view bytes) {
  return bytes.size() >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
         (is_pnm_space(bytes[2]) || bytes[2] == '#');
}

Image parse_pnm(std::string_view bytes, const std::string& name) {
  if (!is_pnm(bytes)) fail_pnm(name, "unknown image type");
  PnmReader reader(bytes, name);
  PnmHeader header = read_pnm_header(reader, bytes[1], name);
  Image& image = header.image;
  const bool packed = header.bitmap && !header.text;
  if (const auto fault = find_size_fault(image, bytes.size(), packed ? 8 : 1)) {
    fail_pnm(name, *fault);
  }
  const std::size_t count = *image_bytes(image.width, image.height, image.channels);
  if (header.bitmap) {
    image.pixels = read_bits(reader, header);
  } else if (header.maxval <= std::numeric_limits<std::uint8_t>::max()) {
    image.pixels = read_values<std::uint8_t>(reader, header, count, name);
  } else {
    image.pixels_16 = read_values<std::uint16_t>(reader, header, count, name);
  }
  reader.expect_end(header.text);
  return std::move(header.image);
}

}  // namespace sae::format
