// SPDX-License-Identifier: MIT
// Pictures by the stb libraries, which are compiled here and nowhere else.
#include "format/png.h"

#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/exif.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 16384
#include <stb/stb_image.h>
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_STATIC
#include <stb/stb_image_resize.h>
#pragma GCC diagnostic pop

namespace sae::format {
namespace {

static_assert(STBI_MAX_DIMENSIONS == kMostImageSide);
// stb counts in int.
constexpr std::size_t kMostFileBytes = std::size_t{1} << 28;

// The most pixels that a byte of a file can hold: DEFLATE shrinks data by a factor of at most 1032
// (https://zlib.net/zlib_tech.html), of eight pixels a byte.
constexpr std::size_t kMostPixelsOfAPngByte = 8 * 1040;

// What is read off the chunks of a PNG.
struct Chunks {
  bool whole = false;  // each ends within the file, up to the one that ends the picture
  int orientation = 1;
};

// stb takes the memory that a length asks for before it looks.
Chunks look_at_chunks(std::string_view png) {
  constexpr std::size_t kAroundData = 12;  // length and name before it, checksum behind it
  Chunks chunks;
  std::size_t place = 8;
  while (place <= png.size() && png.size() - place >= kAroundData) {
    std::size_t length = 0;
    for (const char byte : png.substr(place, 4)) {
      length = length * 256 + static_cast<unsigned char>(byte);
    }
    if (length > png.size() - place - kAroundData) return chunks;
    const std::string_view name = png.substr(place + 4, 4);
    chunks.whole = name == "IEND";
    if (chunks.whole) return chunks;
    if (name == "eXIf") chunks.orientation = find_tiff_orientation(png.substr(place + 8, length));
    place += kAroundData + length;
  }
  return chunks;
}

void append_bytes(void* target, void* data, int size) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(data),
                                            static_cast<std::size_t>(size));
}

// The decoder names chunks that it does not know by their bytes.
[[noreturn]] void fail_png(const std::string& name, const std::string& reason) {
  throw Error(ErrorKind::kData,
              name + ": expected a PNG picture, found a fault: " + base::excerpt(reason));
}

struct StbFree {
  void operator()(void* pixels) const noexcept { stbi_image_free(pixels); }
};

// The pixels that stb decodes, as so many values of this type.
template <class Value>
std::vector<Value> take_pixels(Value* decoded, std::size_t count, const std::string& name) {
  const std::unique_ptr<Value, StbFree> owner(decoded);
  if (!owner) fail_png(name, stbi_failure_reason());
  return std::vector<Value>(decoded, decoded + count);
}

}  // namespace

std::string png_bytes(const Image& image) {
  const auto& [width, height, channels, pixels, pixels_16, was_turned] = image;
  if (image_bytes(width, height, channels) != pixels.size()) {
    throw Error(ErrorKind::kInternal, "png: expected the pixels of an image of " +
                                          size_text(image) + ", found " +
                                          std::to_string(pixels.size()));
  }
  std::string file;
  const int row_bytes = width * channels;
  if (stbi_write_png_to_func(append_bytes, &file, width, height, channels, pixels.data(),
                             row_bytes) == 0) {
    throw Error(ErrorKind::kInternal, "png: cannot compress the image");
  }
  return file;
}

bool is_png(std::string_view bytes) { return bytes.starts_with("\x89PNG"); }

Image parse_png(std::string_view bytes, const std::string& name) {
  if (bytes.size() > kMostFileBytes) fail_png(name, "more than 256 MiB");
  const auto* data = reinterpret_cast<const stbi_uc*>(bytes.data());
  const int size = static_cast<int>(bytes.size());
  Image image;
  auto& [width, height, channels, pixels, pixels_16, was_turned] = image;
  if (stbi_info_from_memory(data, size, &width, &height, &channels) == 0) {
    fail_png(name, stbi_failure_reason());
  }
  // Image has no grey with alpha.
  if (channels == 2) channels = 4;
  if (const auto fault = find_size_fault(image, bytes.size(), kMostPixelsOfAPngByte)) {
    fail_png(name, *fault);
  }
  const Chunks chunks = look_at_chunks(bytes);
  if (!chunks.whole) {
    fail_png(name, "chunks beyond its end (file truncated?)");
  }
  const std::size_t count = *image_bytes(width, height, channels);
  int stored = 0;  // channels
  if (stbi_is_16_bit_from_memory(data, size) != 0) {
    pixels_16 = take_pixels(
        stbi_load_16_from_memory(data, size, &width, &height, &stored, channels), count, name);
  } else {
    pixels = take_pixels(stbi_load_from_memory(data, size, &width, &height, &stored, channels),
                         count, name);
  }
  return upright(std::move(image), chunks.orientation);
}

Image resize(const Image& image, int width, int height) {
  Image result{width, height, image.channels, {}};
  const auto bytes = image_bytes(width, height, image.channels);
  if (!bytes) {
    throw Error(ErrorKind::kInternal,
                "resize: expected a size of an image, found " + size_text(result));
  }
  int done = 0;
  if (image.pixels_16.empty()) {
    result.pixels.resize(*bytes);
    done = stbir_resize_uint8(image.pixels.data(), image.width, image.height, 0,
                              result.pixels.data(), width, height, 0, image.channels);
  } else {
    result.pixels_16.resize(*bytes);
    done = stbir_resize_uint16_generic(image.pixels_16.data(), image.width, image.height, 0,
                                       result.pixels_16.data(), width, height, 0, image.channels,
                                       STBIR_ALPHA_CHANNEL_NONE, 0, STBIR_EDGE_CLAMP,
                                       STBIR_FILTER_DEFAULT, STBIR_COLORSPACE_LINEAR, nullptr);
  }
  if (done == 0) throw std::bad_alloc();
  return result;
}

}  // namespace sae::format
