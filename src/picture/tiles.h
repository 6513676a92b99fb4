// SPDX-License-Identifier: MIT
// Small images and how to draw them into a larger one.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "format/image.h"

namespace sae::picture {

/// Small images of equal size: `values` is [count, height, width, channels], row-major.
struct Tiles {
  std::int64_t count = 0;
  int height = 0;
  int width = 0;
  int channels = 1;  ///< 1 grey, 3 RGB
  std::vector<float> values;
};

/// Brightness of values that are not numbers.
inline constexpr std::uint8_t kMidGrey = 128;

/// Maps a value to a brightness.
using Shade = std::function<std::uint8_t(float)>;

/// rows: [M, D], each an image of this shape.
Tiles to_tiles(const at::Tensor& rows, const data::ImageShape& shape);

/// Signed values [M, D] on a scale from 0 to 1, with 0 at 1/2 and the largest size of each row at 0
/// or 1.
at::Tensor around_grey(const at::Tensor& rows);

/// Throws kInternal, with a message that begins with `what`, unless there are tiles with 1 or 3
/// channels and the right number of values.
void check_tiles(const Tiles& tiles, const std::string& what);

std::size_t values_per_tile(const Tiles& tiles);

/// Maximum width and height of a picture's tiles in pixels, without texts.
inline constexpr int kTileBudget = 6000;

/// Tiles with a longer side of at most `side` >= 1 pixels: unchanged if they fit, otherwise reduced
/// proportionally; each pixel is the mean of the area that it covers.
Tiles shrink(const Tiles& tiles, int side);

/// Largest whole factor that keeps a tile's longer side at most `side` pixels; at least 1.
int enlargement(const Tiles& tiles, int side);

/// Draws tile `index` into an RGB image with its top left corner at (left, top); each value is a
/// square of `scale` pixels.
void paste_tile(format::Image& image, const Tiles& tiles, std::int64_t index, int left, int top,
                int scale, const Shade& shade);

/// Maps a value in [0, 1] to 0..255; clips values outside; mid grey for nan.
std::uint8_t shade_of_unit(float value);

}  // namespace sae::picture
