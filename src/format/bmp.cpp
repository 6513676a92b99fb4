// SPDX-License-Identifier: MIT
// Checks a BMP file and rewrites its header, then decodes it with stb_image.
#include "format/bmp.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <new>

#include "base/error.h"
#include "format/little_endian.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_NO_FAILURE_STRINGS
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace sae::format {
namespace {

constexpr std::size_t kFileHeaderBytes = 14, kCoreHeaderBytes = 12, kInfoHeaderBytes = 40;
constexpr std::size_t kOs2HeaderBytes = 64, kMasksBytes = 12;
// Masks are part of a longer header, or follow one of 40 bytes.
constexpr std::size_t kMasksAt = kFileHeaderBytes + kInfoHeaderBytes;
constexpr std::uint32_t kUncompressed = 0, kWithMasks = 3;

using ColourMasks = std::array<std::uint32_t, 3>;  // red, green, blue

// What the headers of a file say; positions are bytes from its start.
struct BmpHeader {
  std::uint32_t header_bytes, width, height;  // height as signed: negative if rows go down
  std::uint32_t planes, bits, compression, colours_used;
  std::size_t pixels_at;

  bool core() const { return header_bytes == kCoreHeaderBytes; }
  bool has_palette() const { return bits <= 8; }
  bool has_masks() const { return bits == 16 || bits == 32; }
  bool masks_follow() const {
    return header_bytes == kInfoHeaderBytes && compression == kWithMasks;
  }
  std::size_t headers_end() const {
    return kFileHeaderBytes + header_bytes + (masks_follow() ? kMasksBytes : 0);
  }
  std::size_t row_bytes() const { return (std::size_t{width} * bits + 31) / 32 * 4; }
};

[[noreturn]] void fail_bmp(const std::string& name, const std::string& reason) {
  fail_picture("BMP", name, reason);
}

std::uint32_t bmp_number(std::string_view bytes, std::size_t at, std::size_t size) {
  return static_cast<std::uint32_t>(read_little_endian(bytes, at, size));
}

[[noreturn]] void fail_truncated(const std::string& name, const std::string& part) {
  fail_bmp(name, part + " beyond the end (file truncated?)");
}

BmpHeader read_bmp_header(std::string_view bytes, const std::string& name) {
  const auto expect_bytes = [&](std::size_t count) {
    if (bytes.size() < count) fail_truncated(name, "a header");
  };
  expect_bytes(kFileHeaderBytes + kCoreHeaderBytes);
  BmpHeader header{};
  header.pixels_at = bmp_number(bytes, 10, 4);
  header.header_bytes = bmp_number(bytes, 14, 4);
  if (header.core()) {
    header.width = bmp_number(bytes, 18, 2);
    header.height = bmp_number(bytes, 20, 2);
    header.planes = bmp_number(bytes, 22, 2);
    header.bits = bmp_number(bytes, 24, 2);
    return header;
  }
  constexpr std::array<std::size_t, 6> kSizes = {kInfoHeaderBytes, 52,  56,
                                                 kOs2HeaderBytes,  108, 124};
  if (std::ranges::find(kSizes, header.header_bytes) == kSizes.end()) {
    fail_bmp(name, "a header of " + std::to_string(header.header_bytes) + " bytes");
  }
  expect_bytes(kFileHeaderBytes + header.header_bytes);
  header.width = bmp_number(bytes, 18, 4);
  header.height = bmp_number(bytes, 22, 4);
  header.planes = bmp_number(bytes, 26, 2);
  header.bits = bmp_number(bytes, 28, 2);
  header.compression = bmp_number(bytes, 30, 4);
  header.colours_used = bmp_number(bytes, 46, 4);
  expect_bytes(header.headers_end());
  return header;
}

void check_pixel_format(const BmpHeader& header, const std::string& name) {
  constexpr std::array kDepths = {1U, 4U, 8U, 16U, 24U, 32U};
  if (header.planes != 1 || std::ranges::find(kDepths, header.bits) == kDepths.end()) {
    fail_bmp(name, "planes: " + std::to_string(header.planes) +
                       ", bits per pixel: " + std::to_string(header.bits));
  }
  const bool masks_allowed = header.has_masks() && header.header_bytes != kOs2HeaderBytes;
  if (header.compression == kUncompressed) return;
  if (header.compression == kWithMasks && masks_allowed) return;
  const bool run_lengths = header.compression == 1 || header.compression == 2;
  throw Error(ErrorKind::kData,
              name + ": expected a BMP picture without compression, found " +
                  (run_lengths ? "RLE" : "method " + std::to_string(header.compression)),
              "save it as PNG");
}

// Whether each mask is one run of 1 to 8 bits and no two overlap.
bool masks_valid(const ColourMasks& masks, unsigned bits) {
  std::uint32_t all = 0;
  for (const std::uint32_t mask : masks) {
    if (mask == 0 || (all & mask) != 0 || mask >> (bits - 1) > 1) return false;
    const int run = std::countr_one(mask >> std::countr_zero(mask));
    if (run > 8 || run != std::popcount(mask)) return false;
    all |= mask;
  }
  return true;
}

// Masks of 16-bit and 32-bit pixels.
ColourMasks read_masks(std::string_view bytes, const BmpHeader& header, const std::string& name) {
  if (header.compression == kUncompressed) {
    if (header.bits == 16) return {0x7c00, 0x3e0, 0x1f};
    return {0xff0000, 0xff00, 0xff};
  }
  ColourMasks masks{};
  for (std::size_t i = 0; i < masks.size(); ++i) masks[i] = bmp_number(bytes, kMasksAt + 4 * i, 4);
  if (!masks_valid(masks, header.bits)) {
    fail_bmp(name, "colour masks that overlap or are not 1 to 8 neighbouring bits");
  }
  return masks;
}

// Colours of blue, green, red and zero; empty if the pixels do not need a palette.
std::string read_palette(std::string_view bytes, const BmpHeader& header, const std::string& name) {
  if (header.pixels_at < header.headers_end() || header.pixels_at > bytes.size()) {
    fail_bmp(name, "pixels at byte " + std::to_string(header.pixels_at) + " of " +
                       std::to_string(bytes.size()) + " (file truncated?)");
  }
  std::string palette;
  if (!header.has_palette()) return palette;
  const std::size_t colour_bytes = header.core() ? 3 : 4;
  std::size_t colours = std::min((header.pixels_at - header.headers_end()) / colour_bytes,
                                 std::size_t{1} << header.bits);
  if (header.colours_used != 0) colours = std::min<std::size_t>(colours, header.colours_used);
  for (std::size_t i = 0; i < colours; ++i) {
    palette += bytes.substr(header.headers_end() + i * colour_bytes, 3);
    palette += '\0';
  }
  return palette;
}

bool all_grey(std::string_view palette) {
  for (std::size_t at = 0; at < palette.size(); at += 4) {
    if (palette[at] != palette[at + 1] || palette[at] != palette[at + 2]) return false;
  }
  return !palette.empty();
}

// stb_image would read uninitialised memory for colours outside the palette.
void check_colours(std::string_view rows, const BmpHeader& header, std::size_t colours,
                   const std::string& name) {
  const std::size_t most = std::size_t{1} << header.bits;
  if (colours == most) return;
  for (std::size_t row = 0; row < rows.size(); row += header.row_bytes()) {
    for (std::size_t x = 0; x < header.width; ++x) {
      const std::size_t bit = x * header.bits;
      const std::size_t byte = static_cast<unsigned char>(rows[row + bit / 8]);
      const std::size_t colour = byte >> (8 - header.bits - bit % 8) & (most - 1);
      if (colour >= colours) {
        fail_bmp(name, "colour " + std::to_string(colour) + " outside a palette of size " +
                           std::to_string(colours));
      }
    }
  }
}

// The picture with a header of 40 bytes and a full palette. stb_image 2.27 misreads the palettes
// of OS/2, the masks of headers of 56 bytes and gaps before the pixels.
std::string rewritten(std::string_view rows, const BmpHeader& header, const std::string& palette,
                      const ColourMasks& masks) {
  std::string tables = palette;
  if (header.has_palette()) tables.resize(std::size_t{4} << header.bits);
  for (const std::uint32_t mask : masks) {
    if (header.has_masks()) append_little_endian(tables, mask, 4);
  }
  std::string bytes = "BM";
  bytes.reserve(kMasksAt + tables.size() + rows.size());
  append_little_endian(bytes, 0, 8);
  append_little_endian(bytes, kMasksAt + tables.size(), 4);
  append_little_endian(bytes, kInfoHeaderBytes, 4);
  append_little_endian(bytes, header.width, 4);
  append_little_endian(bytes, header.height, 4);
  append_little_endian(bytes, 1, 2);
  append_little_endian(bytes, header.bits, 2);
  append_little_endian(bytes, header.has_masks() ? kWithMasks : kUncompressed, 4);
  bytes.append(kMasksAt - bytes.size(), '\0');  // sizes and resolutions, which are not read
  return bytes.append(tables).append(rows);
}

struct StbFree {
  void operator()(stbi_uc* pixels) const noexcept { stbi_image_free(pixels); }
};

std::vector<std::uint8_t> decode_bmp(const std::string& bytes, std::size_t count, int channels) {
  int width = 0, height = 0, stored_channels = 0;
  const std::unique_ptr<stbi_uc, StbFree> pixels(stbi_load_from_memory(
      reinterpret_cast<const stbi_uc*>(bytes.data()), static_cast<int>(bytes.size()), &width,
      &height, &stored_channels, channels));
  // Everything else that stb_image refuses was checked before.
  if (!pixels) throw std::bad_alloc();
  return {pixels.get(), pixels.get() + count};
}

Image bmp_sizes(const BmpHeader& header, bool grey) {
  const bool downwards = !header.core() && header.height >> 31U != 0;
  const std::uint32_t height = downwards ? 0 - header.height : header.height;
  return {static_cast<int>(header.width), static_cast<int>(height), grey ? 1 : 3, {}};
}

std::string_view find_rows(std::string_view bytes, const BmpHeader& header, const Image& image,
                           const std::string& name) {
  const std::size_t most_pixels_of_a_byte = header.has_palette() ? 8 / header.bits : 1;
  if (const auto fault = find_size_fault(image, bytes.size(), most_pixels_of_a_byte)) {
    fail_bmp(name, *fault);
  }
  const std::size_t size = header.row_bytes() * static_cast<std::size_t>(image.height);
  if (size > bytes.size() - header.pixels_at) fail_truncated(name, "rows");
  return bytes.substr(header.pixels_at, size);
}

}  // namespace

bool is_bmp(std::string_view bytes) { return bytes.starts_with("BM"); }

Image parse_bmp(std::string_view bytes, const std::string& name) {
  if (!is_bmp(bytes)) fail_bmp(name, "unknown image type");
  const BmpHeader header = read_bmp_header(bytes, name);
  check_pixel_format(header, name);
  const std::string palette = read_palette(bytes, header, name);
  Image image = bmp_sizes(header, all_grey(palette));
  const std::string_view rows = find_rows(bytes, header, image, name);
  ColourMasks masks{};
  if (header.has_palette()) check_colours(rows, header, palette.size() / 4, name);
  if (header.has_masks()) masks = read_masks(bytes, header, name);
  image.pixels =
      decode_bmp(rewritten(rows, header, palette, masks),
                 *image_bytes(image.width, image.height, image.channels), image.channels);
  return image;
}

}  // namespace sae::format
