// SPDX-License-Identifier: MIT
// Pictures in memory.
#include "sae/format/image.h"

namespace sae::format {
namespace {

// Keeps every product of the libraries, which count in int, far from overflow.
constexpr std::size_t kMostPixelBytes = std::size_t{1} << 28;

bool side_valid(int side) { return side >= 1 && side <= kMostImageSide; }

std::string sides_text(const Image& image) {
  return std::to_string(image.width) + " x " + std::to_string(image.height);
}

}  // namespace

std::optional<std::size_t> image_bytes(int width, int height, int channels) {
  if (!side_valid(width) || !side_valid(height)) return std::nullopt;
  if (channels != 1 && channels != 3 && channels != 4) return std::nullopt;
  const std::size_t bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                            static_cast<std::size_t>(channels);
  if (bytes > kMostPixelBytes) return std::nullopt;
  return bytes;
}

std::string size_text(const Image& image) {
  return sides_text(image) + " x " + std::to_string(image.channels);
}

std::optional<std::string> find_size_fault(const Image& claimed, std::size_t file_bytes,
                                           std::size_t most_pixels_of_a_byte) {
  const auto bytes = image_bytes(claimed.width, claimed.height, claimed.channels);
  if (!bytes) return "too large: " + size_text(claimed);
  const std::size_t pixels = *bytes / static_cast<std::size_t>(claimed.channels);
  if (pixels <= most_pixels_of_a_byte * file_bytes) return std::nullopt;
  return sides_text(claimed) + " pixels in " + std::to_string(file_bytes) + " bytes";
}

}  // namespace sae::format
