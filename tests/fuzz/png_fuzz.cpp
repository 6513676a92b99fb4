// SPDX-License-Identifier: MIT
// Fuzzes the reader of PNG pictures.
#include "format/png.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// One byte of a PNG may encode 8320 pixels (1040 bytes by DEFLATE, eight pixels each) of a palette
// with alpha: four bytes each, twice if the picture is rotated.
constexpr MemoryLimit kMemory{66'600, 96 << 10};

// Larger pictures are not written again, because compressing would take most of the time.
constexpr std::size_t kMostWrittenBytes = 1 << 14;

}  // namespace

void try_input(std::string_view input) {
  const auto read = [](std::string_view bytes) { return format::parse_png(bytes, "x.png"); };
  const auto image = read_or_refuse(input, kMemory, ErrorKind::kData, [&] { return read(input); });
  if (!image) return;
  const auto& [width, height, channels, pixels, pixels_16, was_turned] = *image;
  expect(width >= 1 && width <= 16384 && height >= 1 && height <= 16384, "sides of 1 to 16384");
  expect(channels == 1 || channels == 3 || channels == 4, "1, 3 or 4 channels");
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                     static_cast<std::size_t>(channels);
  expect(pixels.size() + pixels_16.size() == count, "as many values as the sizes say");
  if (count > kMostWrittenBytes || !pixels_16.empty()) return;
  const format::Image again = read(format::png_bytes(*image));
  expect(again.width == width && again.height == height && again.channels == channels,
         "sizes that were written and read are the same");
  expect(again.pixels == pixels, "pixels that were written and read are the same");
}

}  // namespace sae::fuzz
