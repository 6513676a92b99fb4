// SPDX-License-Identifier: MIT
// Images in memory.
#include "format/image.h"

#include <limits>
#include <utility>

#include "base/error.h"

namespace sae::format {
namespace {

// Keeps every product in the image libraries, which use int, far below overflow.
constexpr std::size_t kMostPixelBytes = std::size_t{1} << 28;

bool side_valid(int side) { return side >= 1 && side <= kMostImageSide; }

std::string sides_text(const Image& image) {
  return std::to_string(image.width) + " x " + std::to_string(image.height);
}

// How an upright pixel's position maps to its stored position.
struct Turn {
  bool transposed, from_right, from_bottom;
};

Turn turn_of(int orientation) {
  const auto one_of = [&](auto... all) { return ((orientation == all) || ...); };
  return {orientation >= 5, one_of(2, 3, 7, 8), one_of(3, 4, 6, 7)};
}

// Values of the stored image in upright order.
template <class Value>
std::vector<Value> turned(const std::vector<Value>& stored, const Image& size, const Turn& turn) {
  const auto width = static_cast<std::size_t>(size.width);
  const auto height = static_cast<std::size_t>(size.height);
  const auto channels = static_cast<std::size_t>(size.channels);
  std::vector<Value> values;
  values.reserve(stored.size());
  for (std::size_t y = 0; y < (turn.transposed ? width : height) && !stored.empty(); ++y) {
    for (std::size_t x = 0; x < (turn.transposed ? height : width); ++x) {
      std::size_t column = turn.transposed ? y : x, row = turn.transposed ? x : y;
      if (turn.from_right) column = width - 1 - column;
      if (turn.from_bottom) row = height - 1 - row;
      const Value* pixel = stored.data() + (row * width + column) * channels;
      values.insert(values.end(), pixel, pixel + channels);
    }
  }
  return values;
}

// Rows of RGBA values as RGB over a background, whose values are of the same range.
template <class Value>
std::vector<Value> blended(const std::vector<Value>& values,
                           const std::array<std::uint32_t, 3>& background) {
  constexpr std::uint32_t kMost = std::numeric_limits<Value>::max();
  std::vector<Value> result;
  result.reserve(values.size() / 4 * 3);
  for (std::size_t at = 0; at < values.size(); at += 4) {
    const std::uint32_t alpha = values[at + 3];
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const std::uint64_t sum = std::uint64_t{values[at + channel]} * alpha +
                                std::uint64_t{background[channel]} * (kMost - alpha);
      result.push_back(static_cast<Value>((sum + kMost / 2) / kMost));
    }
  }
  return result;
}

}  // namespace

Image flatten(Image image, const std::array<std::uint8_t, 3>& background) {
  if (image.channels != 4) return image;
  constexpr std::uint32_t kOf16Bits = 257;  // 255 becomes 65535
  const auto& [red, green, blue] = background;
  image.pixels = blended(image.pixels, {red, green, blue});
  image.pixels_16 =
      blended(image.pixels_16, {kOf16Bits * red, kOf16Bits * green, kOf16Bits * blue});
  image.channels = 3;
  return image;
}

Image to_16_bits(Image image) {
  constexpr std::uint16_t kLargestOf16By8Bits = 65535 / 255;
  if (!image.pixels_16.empty()) return image;
  image.pixels_16.reserve(image.pixels.size());
  for (const std::uint8_t value : image.pixels) {
    image.pixels_16.push_back(static_cast<std::uint16_t>(value * kLargestOf16By8Bits));
  }
  image.pixels = {};
  return image;
}

Image upright(Image image, int orientation) {
  if (orientation == 1) return image;
  image.turned = true;
  const Turn turn = turn_of(orientation);
  image.pixels = turned(image.pixels, image, turn);
  image.pixels_16 = turned(image.pixels_16, image, turn);
  if (turn.transposed) std::swap(image.width, image.height);
  return image;
}

std::optional<std::size_t> image_bytes(int width, int height, int channels) {
  if (!side_valid(width) || !side_valid(height)) return std::nullopt;
  if (channels != 1 && channels != 3 && channels != 4) return std::nullopt;
  const std::size_t bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                            static_cast<std::size_t>(channels);
  if (bytes > kMostPixelBytes) return std::nullopt;
  return bytes;
}

void fail_picture(const std::string& format, const std::string& name, const std::string& reason) {
  throw Error(ErrorKind::kData,
              name + ": expected a valid " + format + " picture, found an error: " + reason);
}

std::string size_text(const Image& image) {
  return sides_text(image) + " x " + std::to_string(image.channels);
}

std::optional<std::string> find_size_fault(const Image& claimed, std::size_t file_bytes,
                                           std::size_t most_pixels_of_a_byte) {
  const auto bytes = image_bytes(claimed.width, claimed.height, claimed.channels);
  if (!bytes) return "sizes out of range: " + size_text(claimed);
  const std::size_t pixels = *bytes / static_cast<std::size_t>(claimed.channels);
  if (pixels <= most_pixels_of_a_byte * file_bytes) return std::nullopt;
  return sides_text(claimed) + " pixels in " + std::to_string(file_bytes) + " bytes";
}

}  // namespace sae::format
