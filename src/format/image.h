// SPDX-License-Identifier: MIT
// Images in memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sae::format {

/// An image of 8 or 16 bits per channel: rows from top to bottom, channels interleaved.
struct Image {
  int width = 0;                           ///< Pixels in a row, 1 to 16384.
  int height = 0;                          ///< Number of rows, 1 to 16384.
  int channels = 1;                        ///< 1 grey, 3 RGB, 4 RGBA.
  std::vector<std::uint8_t> pixels;        ///< height x width x channels values, 0 to 255.
  std::vector<std::uint16_t> pixels_16{};  ///< 16-bit values, 0 to 65535, instead of `pixels`.
  bool turned = false;                     ///< Whether `upright` rotated or mirrored it.
};

constexpr int kMostImageSide = 16384;

/// Number of values in an image; nullopt if a size is out of range or the number exceeds 2^28.
std::optional<std::size_t> image_bytes(int width, int height, int channels);

/// Converts the image to 16 bits per channel: 255 becomes 65535.
Image to_16_bits(Image image);

/// An RGBA image over a background of one colour, each channel (v·a + b·(m − a))/m rounded, where m
/// is the largest value; RGB. background: red, green and blue of 8 bits. Other images are
/// unchanged.
Image flatten(Image image, const std::array<std::uint8_t, 3>& background);

/// Rotates and mirrors the stored image for display, by its Exif orientation: 1 unchanged, 2
/// mirrored left to right, 3 rotated by 180 degrees, 4 mirrored top to bottom, 5 transposed, 6
/// rotated by 90 degrees clockwise, 7 transposed along the other diagonal, 8 rotated by 90 degrees
/// counterclockwise.
Image upright(Image image, int orientation);

/// Throws sae::Error (kData) for a file that cannot be decoded: "x.png: expected a valid PNG
/// picture, found an error: REASON".
[[noreturn]] void fail_picture(const std::string& format, const std::string& name,
                               const std::string& reason);

/// "width x height x channels".
std::string size_text(const Image& image);

/// Why the sizes that a file's header claims are impossible: out of range, or more pixels than
/// `file_bytes` bytes can encode. nullopt if they are possible. Call it before allocating memory.
std::optional<std::string> find_size_fault(const Image& claimed, std::size_t file_bytes,
                                           std::size_t most_pixels_of_a_byte);

}  // namespace sae::format
