// SPDX-License-Identifier: MIT
// Small images and how they get into a larger one.
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

/// Small images of one size: `values` is [count, height, width, channels], row-major.
struct Tiles {
  std::int64_t count = 0;
  int height = 0;
  int width = 0;
  int channels = 1;  ///< 1 grey, 3 RGB
  std::vector<float> values;
};

/// What stands for a value that has no brightness.
inline constexpr std::uint8_t kMidGrey = 128;

/// The brightness of a value.
using Shade = std::function<std::uint8_t(float)>;

/// rows: [M, D], each an image of that shape.
Tiles to_tiles(const at::Tensor& rows, const data::ImageShape& shape);

/// Throws kInternal, beginning with `what`, unless there are tiles of 1 or 3 channels with the
/// right number of values.
void check_tiles(const Tiles& tiles, const std::string& what);

std::size_t values_per_tile(const Tiles& tiles);

/// So many pixels at most, texts aside, the tiles of a picture take in either direction.
inline constexpr int kTileBudget = 6000;

/// Tiles of at most `side` >= 1 pixels on the longer side: the same where they are no larger, else
/// reduced in their proportions, each pixel the mean of the area that it stands for.
Tiles shrink(const Tiles& tiles, int side);

/// The largest whole number that keeps a tile's longer side at most `side` pixels; at least 1.
int enlargement(const Tiles& tiles, int side);

/// Draws tile `index` into an RGB image with its corner at (left, top), each value a square of
/// `scale` pixels.
void paste_tile(format::Image& image, const Tiles& tiles, std::int64_t index, int left, int top,
                int scale, const Shade& shade);

/// A value in [0, 1] as 0 to 255, for display clipped to that range; mid grey if it is no number.
std::uint8_t shade_of_unit(float value);

}  // namespace sae::picture
