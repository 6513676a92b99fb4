// SPDX-License-Identifier: MIT
// Reads PNG with libspng, writes it with stb_image_write, resizes with stb_image_resize.
#include "format/png.h"

#include <spng.h>

#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "base/error.h"
#include "format/exif.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_STATIC
#include <stb/stb_image_resize.h>
#pragma GCC diagnostic pop

namespace sae::format {
namespace {

// DEFLATE shrinks data by a factor of at most 1032 (https://zlib.net/zlib_tech.html).
constexpr std::size_t kMostBitsOfAPngByte = 8 * 1040;
// Limit for decompressed texts and colour profiles, which are not used here.
constexpr std::size_t kMostChunkBytes = std::size_t{1} << 26;

void append_bytes(void* target, void* data, int size) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(data),
                                            static_cast<std::size_t>(size));
}

[[noreturn]] void fail_png(const std::string& name, const std::string& reason) {
  fail_picture("PNG", name, reason);
}

struct SpngFree {
  void operator()(spng_ctx* context) const noexcept { spng_ctx_free(context); }
};
using SpngContext = std::unique_ptr<spng_ctx, SpngFree>;

SpngContext open_png(std::string_view bytes) {
  SpngContext context(spng_ctx_new(0));
  if (!context) throw std::bad_alloc();
  spng_set_png_buffer(context.get(), bytes.data(), bytes.size());
  spng_set_crc_action(context.get(), SPNG_CRC_USE, SPNG_CRC_USE);
  spng_set_chunk_limits(context.get(), kMostChunkBytes, kMostChunkBytes);
  return context;
}

constexpr const char* kTruncatedPng = "chunks that reach beyond the end (file truncated?)";

void check_step(int status, const std::string& name) {
  if (status == SPNG_OK) return;
  if (status == SPNG_EMEM) throw std::bad_alloc();
  fail_png(name, status == SPNG_IO_EOF ? kTruncatedPng : spng_strerror(status));
}

// Channels as stored and as decoded, and the decoder's format.
struct PngLayout {
  int stored_channels, channels, format;
};

// Image has no grey with alpha. tRNS makes pixels transparent only with a palette.
PngLayout layout_of(spng_ctx* png, const spng_ihdr& header) {
  const bool deep = header.bit_depth == 16;
  spng_trns transparency{};
  switch (header.color_type) {
    case SPNG_COLOR_TYPE_GRAYSCALE:
      return {1, 1, deep ? SPNG_FMT_PNG : SPNG_FMT_G8};
    case SPNG_COLOR_TYPE_TRUECOLOR:
      return {3, 3, deep ? SPNG_FMT_PNG : SPNG_FMT_RGB8};
    case SPNG_COLOR_TYPE_INDEXED:
      if (spng_get_trns(png, &transparency) == SPNG_OK) return {1, 4, SPNG_FMT_RGBA8};
      return {1, 3, SPNG_FMT_RGB8};
    default:
      return {header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA ? 2 : 4, 4,
              deep ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8};
  }
}

template <class Value>
std::vector<Value> decode_pixels(spng_ctx* png, std::size_t count, int format,
                                 const std::string& name) {
  std::vector<Value> values(count);
  check_step(spng_decode_image(png, values.data(), count * sizeof(Value), format,
                               format == SPNG_FMT_RGBA8 ? SPNG_DECODE_TRNS : 0),
             name);
  return values;
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
  if (!is_png(bytes)) fail_png(name, "unknown image type");
  const SpngContext png = open_png(bytes);
  spng_ihdr header{};
  check_step(spng_get_ihdr(png.get(), &header), name);
  const auto [stored_channels, channels, format] = layout_of(png.get(), header);
  Image image{static_cast<int>(header.width), static_cast<int>(header.height), channels, {}};
  const auto pixel_bits = static_cast<std::size_t>(stored_channels) * header.bit_depth;
  if (const auto fault = find_size_fault(image, bytes.size(), kMostBitsOfAPngByte / pixel_bits)) {
    fail_png(name, *fault);
  }
  const std::size_t count = *image_bytes(image.width, image.height, channels);
  if (header.bit_depth == 16) {
    image.pixels_16 = decode_pixels<std::uint16_t>(png.get(), count, format, name);
  } else {
    image.pixels = decode_pixels<std::uint8_t>(png.get(), count, format, name);
  }
  check_step(spng_decode_chunks(png.get()), name);  // up to IEND
  // libspng 0.7 accepts a file that ends inside its last checksum.
  if (bytes.rfind("IEND") + 8 > bytes.size()) fail_png(name, kTruncatedPng);
  spng_exif exif{};
  const bool has_exif = spng_get_exif(png.get(), &exif) == SPNG_OK;
  return upright(std::move(image), has_exif ? find_tiff_orientation({exif.data, exif.length}) : 1);
}

Image resize(const Image& image, int width, int height) {
  Image result{width, height, image.channels, {}};
  const auto bytes = image_bytes(width, height, image.channels);
  if (!bytes) {
    throw Error(ErrorKind::kInternal,
                "resize: expected a valid image size, found " + size_text(result));
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
