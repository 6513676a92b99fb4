// SPDX-License-Identifier: MIT
// Small images and how to draw them into a larger one.
#include "picture/tiles.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace sae::picture {
namespace {

struct PixelRange {
  int first, end;
};

/// Pixels of `length` covered by pixel `index` of `fewer`; at least one.
PixelRange pixel_range(int index, int fewer, int length) {
  const auto start = [&](int i) { return static_cast<int>(std::int64_t{i} * length / fewer); };
  return {start(index), start(index + 1)};
}

float mean_of(const Tiles& tiles, std::int64_t index, PixelRange rows, PixelRange columns,
              int channel) {
  const float* tile =
      tiles.values.data() + static_cast<std::size_t>(index) * values_per_tile(tiles);
  double sum = 0;
  for (int y = rows.first; y < rows.end; ++y) {
    for (int x = columns.first; x < columns.end; ++x) {
      sum += tile[(y * tiles.width + x) * tiles.channels + channel];
    }
  }
  return static_cast<float>(sum / ((rows.end - rows.first) * (columns.end - columns.first)));
}

}  // namespace

Tiles to_tiles(const at::Tensor& rows, const data::ImageShape& shape) {
  const at::Tensor values = rows.detach().cpu().to(at::kFloat).contiguous();
  const auto* data = values.const_data_ptr<float>();
  return {values.size(0), shape.height, shape.width, shape.channels,
          std::vector<float>(data, data + values.numel())};
}

at::Tensor around_grey(const at::Tensor& rows) {
  constexpr double kLeast = 1e-12;
  return rows / (2 * rows.abs().amax({1}, /*keepdim=*/true).clamp_min(kLeast)) + 1.0 / 2;
}

void check_tiles(const Tiles& tiles, const std::string& what) {
  const bool sizes = tiles.count > 0 && tiles.height > 0 && tiles.width > 0 &&
                     (tiles.channels == 1 || tiles.channels == 3);
  if (!sizes) {
    throw Error(ErrorKind::kInternal,
                what + ": expected tiles of 1 or 3 channels, found " + std::to_string(tiles.count) +
                    " of " + std::to_string(tiles.height) + " x " + std::to_string(tiles.width) +
                    " x " + std::to_string(tiles.channels));
  }
  const std::int64_t expected =
      tiles.count * tiles.height * tiles.width * static_cast<std::int64_t>(tiles.channels);
  if (static_cast<std::int64_t>(tiles.values.size()) != expected) {
    throw Error(ErrorKind::kInternal, what + ": expected " + std::to_string(expected) +
                                          " values, found " + std::to_string(tiles.values.size()));
  }
}

std::size_t values_per_tile(const Tiles& tiles) {
  return static_cast<std::size_t>(tiles.height) * static_cast<std::size_t>(tiles.width) *
         static_cast<std::size_t>(tiles.channels);
}

Tiles shrink(const Tiles& tiles, int side) {
  const int longer = std::max(tiles.height, tiles.width);
  if (longer <= side) return tiles;
  const auto reduced = [&](int length) {
    return std::max(1, static_cast<int>(std::int64_t{length} * side / longer));
  };
  Tiles small{tiles.count, reduced(tiles.height), reduced(tiles.width), tiles.channels, {}};
  small.values.reserve(static_cast<std::size_t>(small.count) * values_per_tile(small));
  for (std::int64_t i = 0; i < tiles.count; ++i) {
    for (int y = 0; y < small.height; ++y) {
      for (int x = 0; x < small.width; ++x) {
        for (int c = 0; c < tiles.channels; ++c) {
          small.values.push_back(mean_of(tiles, i, pixel_range(y, small.height, tiles.height),
                                         pixel_range(x, small.width, tiles.width), c));
        }
      }
    }
  }
  return small;
}

int enlargement(const Tiles& tiles, int side) {
  return std::max(1, side / std::max(tiles.height, tiles.width));
}

void paste_tile(format::Image& image, const Tiles& tiles, std::int64_t index, int left, int top,
                int scale, const Shade& shade) {
  const float* tile =
      tiles.values.data() + static_cast<std::size_t>(index) * values_per_tile(tiles);
  for (int y = 0; y < tiles.height * scale; ++y) {
    for (int x = 0; x < tiles.width * scale; ++x) {
      const int source = ((y / scale) * tiles.width + x / scale) * tiles.channels;
      const auto target =
          3 * (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(image.width) +
               static_cast<std::size_t>(left + x));
      for (int c = 0; c < 3; ++c) {
        image.pixels[target + static_cast<std::size_t>(c)] =
            shade(tile[source + std::min(c, tiles.channels - 1)]);
      }
    }
  }
}

std::uint8_t shade_of_unit(float value) {
  if (std::isnan(value)) return kMidGrey;
  return static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0F, 1.0F)));
}

}  // namespace sae::picture
