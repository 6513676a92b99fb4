// SPDX-License-Identifier: MIT
// Cuts patches from images.
#include "data/patches.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <random>
#include <string>

#include "base/error.h"

namespace sae::data {
namespace {

std::string describe(std::int64_t height, std::int64_t width) {
  return std::to_string(height) + " x " + std::to_string(width);
}

/// Number of patch positions per image, as a running total over the images.
std::vector<std::int64_t> count_places(const std::vector<format::Image>& images,
                                       const config::PixelSize& size) {
  std::vector<std::int64_t> ends;
  std::int64_t places = 0;
  for (const format::Image& image : images) {
    if (image.height < size.height || image.width < size.width) {
      throw Error(ErrorKind::kUsage,
                  "--patches: expected at most the " + describe(image.height, image.width) +
                      " pixels of an image, found " + describe(size.height, size.width));
    }
    places += (image.height - size.height + 1) * (image.width - size.width + 1);
    ends.push_back(places);
  }
  return ends;
}

/// pixels: those of `image`.
template <class Pixel, class Value>
void copy_patch(const format::Image& image, const std::vector<Pixel>& pixels, std::int64_t place,
                const config::PixelSize& size, Value* to) {
  const std::int64_t columns = image.width - size.width + 1;
  const std::int64_t top = place / columns, left = place % columns;
  const std::int64_t values = size.width * image.channels;
  for (std::int64_t row = 0; row < size.height; ++row) {
    const std::int64_t from = ((top + row) * image.width + left) * image.channels;
    std::copy_n(pixels.data() + from, values, to + row * values);
  }
}

}  // namespace

Dataset draw_patches(const std::vector<format::Image>& images, const config::PixelSize& size,
                     std::int64_t count, std::uint64_t seed) {
  const std::vector<std::int64_t> ends = count_places(images, size);
  const int channels = images.front().channels;
  const std::int64_t width = size.height * size.width * channels;
  Dataset dataset;
  dataset.shape = {static_cast<int>(size.height), static_cast<int>(size.width), channels};
  const bool deep = !images.front().pixels_16.empty();
  dataset.full_scale = deep ? kLargest16BitPixel : kLargestByte;
  dataset.content = Content::kPixels;
  dataset.features = at::empty({count, width}, deep ? at::kFloat : at::kByte);
  std::mt19937_64 generator(seed);
  const auto all = static_cast<std::uint64_t>(ends.back());
  for (std::int64_t row = 0; row < count; ++row) {
    // The modulo bias is at most all / 2⁶⁴.
    const auto drawn = static_cast<std::int64_t>(generator() % all);
    const auto image =
        static_cast<std::size_t>(std::ranges::upper_bound(ends, drawn) - ends.begin());
    const std::int64_t before = image == 0 ? 0 : ends[image - 1];
    const format::Image& from = images[image];
    const at::Tensor patch = dataset.features[row];
    if (deep) {
      copy_patch(from, from.pixels_16, drawn - before, size, patch.mutable_data_ptr<float>());
    } else {
      copy_patch(from, from.pixels, drawn - before, size, patch.mutable_data_ptr<std::uint8_t>());
    }
  }
  return dataset;
}

std::vector<format::Image> to_images(const Dataset& dataset) {
  if (dataset.features.scalar_type() != at::kByte) {
    throw Error(ErrorKind::kUsage, "--patches: expected images of bytes, found other numbers");
  }
  const auto* pixels = dataset.features.const_data_ptr<std::uint8_t>();
  std::vector<format::Image> images;
  for (std::int64_t row = 0; row < dataset.rows(); ++row) {
    const auto* first = pixels + row * dataset.width();
    images.push_back({dataset.shape.width, dataset.shape.height, dataset.shape.channels,
                      std::vector<std::uint8_t>(first, first + dataset.width())});
  }
  return images;
}

}  // namespace sae::data
