// SPDX-License-Identifier: MIT
// Fuzzes the reader of BMP pictures.
#include "format/bmp.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// One byte may encode eight pixels: three bytes each in the decoder, then one of grey twice, or
// three twice. The file is copied, with a palette of 256 colours.
constexpr MemoryLimit kMemory{8 * 6 + 2, 16 << 10};

}  // namespace

void try_input(std::string_view input) {
  const auto image = read_or_refuse(input, kMemory, ErrorKind::kData,
                                    [&] { return format::parse_bmp(input, "x.bmp"); });
  if (!image) return;
  const auto& [width, height, channels, pixels, pixels_16, was_turned] = *image;
  expect(format::is_bmp(input), "the first bytes of a BMP");
  expect(channels == 1 || channels == 3, "1 or 3 channels");
  expect(pixels.size() == format::image_bytes(width, height, channels),
         "as many values as the sizes say");
  const format::Image again = format::parse_bmp(input, "x.bmp");
  expect(again.pixels == pixels, "the same pixels each time");
}

}  // namespace sae::fuzz
