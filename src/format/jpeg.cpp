// SPDX-License-Identifier: MIT
#include "format/jpeg.h"

#include <turbojpeg.h>

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
  throw Error(ErrorKind::kData,
              name + ": expected a valid JPEG picture, found an error: " + base::excerpt(fault));
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
  if (space == TJCS_CMYK || space == TJCS_YCCK) fail_jpeg(name, "neither grey nor RGB: CMYK");
  channels = space == TJCS_GRAY ? 1 : 3;
  if (const auto fault = find_size_fault(image, bytes.size(), kMostPixelsOfAJpegByte)) {
    fail_jpeg(name, *fault);
  }
  pixels.resize(*image_bytes(width, height, channels));
  if (tjDecompress2(decoder.get(), data, bytes.size(), pixels.data(), width, 0, height,
                    channels == 1 ? TJPF_GRAY : TJPF_RGB, kFlags) != 0) {
    fail_jpeg(name, tjGetErrorStr2(decoder.get()));
  }
  return upright(std::move(image), find_jpeg_orientation(bytes));
}

}  // namespace sae::format
