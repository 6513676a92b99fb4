// SPDX-License-Identifier: MIT
// Fuzzes the reader of PNM pictures.
#include "format/pnm.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// One byte may encode eight pixels of a bitmap, or three values in text, of two bytes each.
constexpr MemoryLimit kMemory{8, 16 << 10};

// The picture as a binary file, written without the reader's code.
std::string binary_pnm(const format::Image& image) {
  std::string file = std::string(image.channels == 3 ? "P6 " : "P5 ") +
                     std::to_string(image.width) + " " + std::to_string(image.height) +
                     (image.pixels_16.empty() ? " 255 " : " 65535 ");
  for (const std::uint8_t value : image.pixels) file += static_cast<char>(value);
  for (const std::uint16_t value : image.pixels_16) {
    file += static_cast<char>(value >> 8);
    file += static_cast<char>(value);
  }
  return file;
}

}  // namespace

void try_input(std::string_view input) {
  const auto read = [](std::string_view bytes) { return format::parse_pnm(bytes, "x.pnm"); };
  const auto image = read_or_refuse(input, kMemory, ErrorKind::kData, [&] { return read(input); });
  if (!image) return;
  const auto& [width, height, channels, pixels, pixels_16, was_turned] = *image;
  expect(format::is_pnm(input), "the first bytes of a PNM");
  expect(channels == 1 || channels == 3, "1 or 3 channels");
  expect(pixels.size() + pixels_16.size() == format::image_bytes(width, height, channels),
         "as many values as the sizes say");
  const format::Image again = read(binary_pnm(*image));
  expect(again.width == width && again.height == height && again.channels == channels,
         "sizes that were written and read are the same");
  expect(again.pixels == pixels && again.pixels_16 == pixels_16,
         "pixels that were written and read are the same");
}

}  // namespace sae::fuzz
