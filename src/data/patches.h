// SPDX-License-Identifier: MIT
// Patches: small pieces of images.
#pragma once

#include <cstdint>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"
#include "format/image.h"

namespace sae::data {

/// Draws `count` patches by `seed` only. Every position in every image is equally likely, so larger
/// images are drawn more often. Returns rows [count, height · width · channels] without labels:
/// uint8, or float for 16-bit images. All images must have the same channels and depth. Throws
/// kUsage if an image is smaller than a patch.
Dataset draw_patches(const std::vector<format::Image>& images, const config::PixelSize& size,
                     std::int64_t count, std::uint64_t seed);

/// Converts the rows of a byte data set to images. Throws kUsage for other number types.
std::vector<format::Image> to_images(const Dataset& dataset);

}  // namespace sae::data
