// SPDX-License-Identifier: MIT
// Small images and how they get into a larger one.
#include "sae/report/tiles.h"

#include <algorithm>
#include <cmath>

#include "sae/base/error.h"

namespace sae::report {

Tiles to_tiles(const at::Tensor& rows, const data::ImageShape& shape) {
  const at::Tensor values = rows.detach().cpu().to(at::kFloat).contiguous();
  const auto* data = values.const_data_ptr<float>();
  return {values.size(0), shape.height, shape.width, shape.channels,
          std::vector<float>(data, data + values.numel())};
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

}  // namespace sae::report
