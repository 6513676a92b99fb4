// SPDX-License-Identifier: MIT
// Pictures in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sae::format {

/// A picture of 8 or 16 bits a channel, rows from top to bottom, the channels of a pixel side by
/// side.
struct Image {
  int width = 0;                           ///< Pixels in a row, 1 to 16384.
  int height = 0;                          ///< Number of rows, 1 to 16384.
  int channels = 1;                        ///< 1 grey, 3 RGB, 4 RGBA.
  std::vector<std::uint8_t> pixels;        ///< height x width x channels values, 0 to 255.
  std::vector<std::uint16_t> pixels_16{};  ///< Of 16 bits, 0 to 65535, in the place of `pixels`.
  bool turned = false;                     ///< Whether `upright` changed it.
};

constexpr int kMostImageSide = 16384;

/// Number of values of an image; nullopt where the sizes are out of range or make more than 2^28.
std::optional<std::size_t> image_bytes(int width, int height, int channels);

/// The image with 16 bits a channel: 255 becomes 65535.
Image to_16_bits(Image image);

/// The image turned and mirrored from how it is stored to how it is shown, by Exif's orientation: 1
/// as it is, 2 mirrored left to right, 3 turned by 180 degrees, 4 mirrored top to bottom, 5
/// transposed, 6 turned by 90 degrees clockwise, 7 transposed along the other diagonal, 8 turned by
/// 90 degrees counterclockwise.
Image upright(Image image, int orientation);

/// "width x height x channels".
std::string size_text(const Image& image);

/// Why no memory is to be taken for the sizes that a file of so many bytes claims to hold: they are
/// out of range, or more pixels than a byte of it can tell of. None where they may be right.
std::optional<std::string> find_size_fault(const Image& claimed, std::size_t file_bytes,
                                           std::size_t most_pixels_of_a_byte);

}  // namespace sae::format
