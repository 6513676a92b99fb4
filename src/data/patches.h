// SPDX-License-Identifier: MIT
// Small pieces of images.
#pragma once

#include <cstdint>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"
#include "format/image.h"

namespace sae::data {

/// `count` patches, each of an image and a place drawn uniformly by `seed` alone (all places of an
/// image are equally likely; an image is as likely as its share of all places); rows [count,
/// height · width · channels], uint8 or, of 16-bit images, float, without labels. The images have
/// equal channels and depths. Throws kUsage when
/// an image is smaller than a patch.
Dataset draw_patches(const std::vector<format::Image>& images, const config::PixelSize& size,
                     std::int64_t count, std::uint64_t seed);

/// The rows of a data set of bytes as images. Throws kUsage when it holds other numbers.
std::vector<format::Image> to_images(const Dataset& dataset);

}  // namespace sae::data
