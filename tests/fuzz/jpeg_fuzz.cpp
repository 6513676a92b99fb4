// SPDX-License-Identifier: MIT
// Fuzzes the reader of JPEG pictures.
#include <algorithm>

#include "format/jpeg.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// One byte may encode 1024 pixels. Each takes two bytes in a progressive file and one in the
// picture, for four components, and CMYK three more as RGB. The decoder's own state has constant
// size.
constexpr MemoryLimit kMemory{1024 * (4 * 3 + 3), 1 << 20};

}  // namespace

void try_input(std::string_view input) {
  const auto image = read_or_refuse(input, kMemory, ErrorKind::kData,
                                    [&] { return format::parse_jpeg(input, "x.jpg"); });
  if (!image) return;
  const auto& [width, height, channels, pixels, pixels_16, was_turned] = *image;
  expect(format::is_jpeg(input), "the first bytes of a JPEG");
  expect(channels == 1 || channels == 3, "1 or 3 channels");
  expect(pixels.size() == format::image_bytes(width, height, channels),
         "as many values as the sizes say");
  const format::Image again = format::parse_jpeg(input, "x.jpg");
  expect(again.pixels == pixels, "the same pixels each time");
}

}  // namespace sae::fuzz
