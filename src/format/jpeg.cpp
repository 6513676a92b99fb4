// SPDX-License-Identifier: MIT
#include "format/jpeg.h"

#include <turbojpeg.h>

#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/exif.h"

namespace sae::format {
namespace {

// Maximum number of pixels that one byte can encode. A bit encodes at least a block of 8 x 8; with
// several components, all but one may be subsampled by a factor of four.
constexpr std::size_t kMostPixelsOfAJpegByte = 1024;

// Warnings that would leave part of the picture grey are errors; the number of scans is limited
// because some files request endless ones.
constexpr int kFlags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;

struct Destroy {
  void operator()(tjhandle decoder) const noexcept { tjDestroy(decoder); }
};
using Decoder = std::unique_ptr<std::remove_pointer_t<tjhandle>, Destroy>;

[[noreturn]] void fail_jpeg(const std::string& name, const std::string& fault) {
  fail_picture("JPEG", name, base::excerpt(fault));
}

// libjpeg ignores a shorter segment, too.
bool has_adobe_segment(std::string_view bytes) {
  constexpr std::uint8_t kApp14 = 0xee;
  constexpr std::size_t kBytesAfterName = 7;
  const auto segment = find_jpeg_segment(bytes, kApp14, "Adobe");
  return segment && segment->size() >= kBytesAfterName;
}

// Each product is rounded. light: whether 255 means no ink.
std::vector<std::uint8_t> rgb_of_cmyk(const std::vector<std::uint8_t>& cmyk, bool light) {
  const auto paper = [&](std::size_t at) { return light ? cmyk[at] : 255 - cmyk[at]; };
  std::vector<std::uint8_t> rgb;
  rgb.reserve(cmyk.size() / 4 * 3);
  for (std::size_t at = 0; at < cmyk.size(); at += 4) {
    for (std::size_t ink = 0; ink < 3; ++ink) {
      rgb.push_back(static_cast<std::uint8_t>((paper(at + ink) * paper(at + 3) + 127) / 255));
    }
  }
  return rgb;
}

struct JpegFormat {
  int channels, decoded_as;
};

JpegFormat format_of(int colour_space) {
  if (colour_space == TJCS_GRAY) return {1, TJPF_GRAY};
  if (colour_space == TJCS_CMYK || colour_space == TJCS_YCCK) return {4, TJPF_CMYK};
  return {3, TJPF_RGB};
}

}  // namespace

bool is_jpeg(std::string_view bytes) { return bytes.starts_with("\xff\xd8"); }

Image parse_jpeg(std::string_view bytes, const std::string& name) {
  const Decoder decoder(tjInitDecompress());
  if (!decoder) throw std::bad_alloc();
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  Image image;
  auto& [width, height, channels, pixels, pixels_16, was_turned] = image;
  int subsampling = 0, space = 0;
  if (tjDecompressHeader3(decoder.get(), data, bytes.size(), &width, &height, &subsampling,
                          &space) != 0) {
    fail_jpeg(name, tjGetErrorStr2(decoder.get()));
  }
  const JpegFormat format = format_of(space);
  channels = format.channels;
  if (const auto fault = find_size_fault(image, bytes.size(), kMostPixelsOfAJpegByte)) {
    fail_jpeg(name, *fault);
  }
  pixels.resize(*image_bytes(width, height, channels));
  if (tjDecompress2(decoder.get(), data, bytes.size(), pixels.data(), width, 0, height,
                    format.decoded_as, kFlags) != 0) {
    fail_jpeg(name, tjGetErrorStr2(decoder.get()));
  }
  if (format.decoded_as == TJPF_CMYK) {
    pixels = rgb_of_cmyk(pixels, has_adobe_segment(bytes));
    channels = 3;
  }
  return upright(std::move(image), find_jpeg_orientation(bytes));
}

}  // namespace sae::format
