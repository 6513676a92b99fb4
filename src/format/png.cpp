// SPDX-License-Identifier: MIT
// Pictures by the stb libraries, which are compiled here and nowhere else.
#include "sae/format/png.h"

#include <memory>
#include <optional>

#include "sae/base/error.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 16384
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace sae::format {
namespace {

constexpr int kMaxSide = STBI_MAX_DIMENSIONS;
// Keeps every product of stb, which counts in int, far from overflow.
constexpr std::size_t kMaxPixelBytes = std::size_t{1} << 28;

// The bytes of the pixels; nullopt when the sizes are out of range.
std::optional<std::size_t> pixel_bytes(int width, int height, int channels) {
  const auto side_valid = [](int side) { return side >= 1 && side <= kMaxSide; };
  if (!side_valid(width) || !side_valid(height)) return std::nullopt;
  if (channels != 1 && channels != 3 && channels != 4) return std::nullopt;
  const std::size_t bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                            static_cast<std::size_t>(channels);
  if (bytes > kMaxPixelBytes) return std::nullopt;
  return bytes;
}

// The most pixels that a file of this size can hold. PNG: DEFLATE shrinks data by a factor of at
// most 1032 (https://zlib.net/zlib_tech.html), of eight pixels a byte. JPEG: a bit tells of a block
// of 8 x 8, and of three components two may be spread by four.
std::size_t most_pixels(std::string_view bytes) {
  return bytes.size() * (bytes.starts_with("\x89PNG") ? std::size_t{8 * 1040} : 1024);
}

std::string size_text(int width, int height, int channels) {
  return std::to_string(width) + " x " + std::to_string(height) + " x " + std::to_string(channels);
}

void append_bytes(void* target, void* data, int size) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(data),
                                            static_cast<std::size_t>(size));
}

[[noreturn]] void fail_to_decode(const std::string& name, const std::string& reason) {
  throw Error(ErrorKind::kData,
              name + ": expected a PNG or JPEG picture, found a fault: " + reason);
}

struct StbFree {
  void operator()(stbi_uc* pixels) const noexcept { stbi_image_free(pixels); }
};

}  // namespace

std::string png_bytes(const Image& image) {
  const auto& [width, height, channels, pixels] = image;
  if (pixel_bytes(width, height, channels) != pixels.size()) {
    throw Error(ErrorKind::kInternal, "png: expected the pixels of an image of " +
                                          size_text(width, height, channels) + ", found " +
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

Image parse_png(std::string_view bytes, const std::string& name) {
  if (bytes.size() > kMaxPixelBytes) fail_to_decode(name, "more than 256 MiB");
  const auto* data = reinterpret_cast<const stbi_uc*>(bytes.data());
  const int size = static_cast<int>(bytes.size());
  Image image;
  auto& [width, height, channels, pixels] = image;
  if (stbi_info_from_memory(data, size, &width, &height, &channels) == 0) {
    fail_to_decode(name, stbi_failure_reason());
  }
  // Image has no grey with alpha.
  if (channels == 2) channels = 4;
  const std::optional<std::size_t> count = pixel_bytes(width, height, channels);
  if (!count) fail_to_decode(name, "too large: " + size_text(width, height, channels));
  if (*count / static_cast<std::size_t>(channels) > most_pixels(bytes)) {
    fail_to_decode(name, std::to_string(width) + " x " + std::to_string(height) + " pixels in " +
                             std::to_string(size) + " bytes");
  }
  int stored_channels = 0;
  const std::unique_ptr<stbi_uc, StbFree> decoded(
      stbi_load_from_memory(data, size, &width, &height, &stored_channels, channels));
  if (!decoded) fail_to_decode(name, stbi_failure_reason());
  pixels.assign(decoded.get(), decoded.get() + *count);
  return image;
}

}  // namespace sae::format
