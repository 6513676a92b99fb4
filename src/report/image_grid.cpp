// SPDX-License-Identifier: MIT
// Pictures made of small images in rows and columns: reconstructions and features.
#include "sae/report/image_grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "sae/base/error.h"
#include "sae/report/canvas.h"
#include "sae/report/tiles.h"

namespace sae::report {
namespace {

constexpr Colour kGridBackground{236, 236, 236};
constexpr Colour kBandLine{176, 176, 176};
constexpr int kMargin = 16;
constexpr int kPairGap = 4;    // between an original and its reconstruction
constexpr int kColumnGap = 8;  // between pairs
constexpr int kFeatureGap = 4;
constexpr int kBandGap = 24;
constexpr int kMostColumns = 10;
constexpr std::int64_t kMostFeatures = 256;
constexpr int kLargestTile = 112;
constexpr int kSmallestFeatureTile = 24;
constexpr int kFeatureGridWidth = 1100;
constexpr double kCaptionSize = 22;
constexpr int kCaptionLine = 30;
constexpr double kRowLabelSize = 20;
constexpr double kNameSize = 18;
constexpr int kNameHeight = 26;
constexpr int kLeastCaptionWidth = 560;

// The magnitude that at most 1 % of the tile's finite values exceed, or the largest if that is 0.
float contrast_limit(const float* tile, std::size_t count) {
  std::vector<float> magnitudes;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::isfinite(tile[i])) magnitudes.push_back(std::abs(tile[i]));
  }
  if (magnitudes.empty()) return 0;
  std::sort(magnitudes.begin(), magnitudes.end());
  const float limit = magnitudes[magnitudes.size() - 1 - magnitudes.size() / 100];
  return limit > 0 ? limit : magnitudes.back();
}

Shade symmetric_shade(const Tiles& tiles, std::int64_t index) {
  const std::size_t count = values_per_tile(tiles);
  const float limit =
      contrast_limit(tiles.values.data() + static_cast<std::size_t>(index) * count, count);
  return [limit](float value) {
    if (!std::isfinite(value) || limit == 0) return kMidGrey;
    const float share = std::clamp(value / limit, -1.0F, 1.0F);
    return static_cast<std::uint8_t>(std::lround(127.5F + 127.5F * share));
  };
}

int caption_height(const std::vector<std::string>& lines) {
  return lines.empty() ? 0 : static_cast<int>(lines.size()) * kCaptionLine + 12;
}

void draw_caption(Canvas& canvas, const std::vector<std::string>& lines, double left) {
  double y = kMargin + kCaptionLine / 2.0;
  for (const std::string& line : lines) {
    canvas.text({left, y}, line, {.size = kCaptionSize});
    y += kCaptionLine;
  }
}

// Where everything of a reconstruction grid goes.
struct PairLayout {
  int columns, bands;
  int tile_width, tile_height, scale;
  int left;          // of the first column
  int names_height;  // above each band
  int caption_top;   // room of the caption
  std::vector<std::string> caption;

  int x(std::int64_t pair) const {
    return left + static_cast<int>(pair % columns) * (tile_width + kColumnGap);
  }
  int band_height() const { return names_height + 2 * tile_height + kPairGap; }
  int band_top(std::int64_t band) const {
    return kMargin + caption_top + static_cast<int>(band) * (band_height() + kBandGap);
  }
  int upper_y(std::int64_t pair) const { return band_top(pair / columns) + names_height; }
  int lower_y(std::int64_t pair) const { return upper_y(pair) + tile_height + kPairGap; }
  int width() const {
    const int tiles = left + columns * (tile_width + kColumnGap) - kColumnGap + kMargin;
    return caption.empty() ? tiles : std::max(tiles, kLeastCaptionWidth);
  }
  int height() const { return band_top(bands - 1) + band_height() + kMargin; }
};

PairLayout lay_out_pairs(const Tiles& tiles, const PairTexts& texts) {
  PairLayout layout{};
  const int count = static_cast<int>(tiles.count);
  layout.bands = (count + kMostColumns - 1) / kMostColumns;
  layout.columns = (count + layout.bands - 1) / layout.bands;
  layout.scale = enlargement(tiles, kLargestTile);
  layout.tile_width = layout.scale * tiles.width;
  layout.tile_height = layout.scale * tiles.height;
  const double label =
      std::max(text_width(texts.upper, kRowLabelSize), text_width(texts.lower, kRowLabelSize));
  layout.left = kMargin + (label > 0 ? static_cast<int>(label) + 14 : 0);
  layout.names_height = texts.names.empty() ? 0 : kNameHeight;
  const int room = std::max(layout.width(), kLeastCaptionWidth) - 2 * kMargin;
  layout.caption = wrap_text(texts.caption, kCaptionSize, room);
  layout.caption_top = caption_height(layout.caption);
  return layout;
}

void draw_pair_texts(Canvas& canvas, const PairLayout& layout, const PairTexts& texts) {
  draw_caption(canvas, layout.caption, kMargin);
  const double middle = layout.tile_height / 2.0;
  const TextStyle row{.size = kRowLabelSize, .align = Align::kRight};
  for (int band = 0; band < layout.bands; ++band) {
    const std::int64_t first = static_cast<std::int64_t>(band) * layout.columns;
    canvas.text({layout.left - 12.0, layout.upper_y(first) + middle}, texts.upper, row);
    canvas.text({layout.left - 12.0, layout.lower_y(first) + middle}, texts.lower, row);
  }
  for (std::size_t i = 0; i < texts.names.size(); ++i) {
    const auto pair = static_cast<std::int64_t>(i);
    const double size =
        fitting_size(texts.names[i], layout.tile_width + kColumnGap - 2, kNameSize, 9);
    canvas.text({layout.x(pair) + layout.tile_width / 2.0, layout.upper_y(pair) - 13.0},
                texts.names[i], {.size = size, .align = Align::kCentre});
  }
}

void draw_band_lines(format::Image& image, const PairLayout& layout) {
  for (int band = 1; band < layout.bands; ++band) {
    const int y = layout.band_top(band) - kBandGap / 2;
    for (int x = kMargin; x < image.width - kMargin; ++x) {
      const auto at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                           static_cast<std::size_t>(x));
      image.pixels[at] = kBandLine.red;
      image.pixels[at + 1] = kBandLine.green;
      image.pixels[at + 2] = kBandLine.blue;
    }
  }
}

bool has_text(const PairTexts& texts) {
  return !(texts.caption.empty() && texts.upper.empty() && texts.lower.empty() &&
           texts.names.empty());
}

void check_pairs(const Tiles& originals, const Tiles& reconstructions, const PairTexts& texts) {
  check_tiles(originals, "originals");
  check_tiles(reconstructions, "reconstructions");
  const auto shape = [](const Tiles& tiles) {
    return std::to_string(tiles.count) + " of " + std::to_string(tiles.height) + " x " +
           std::to_string(tiles.width) + " x " + std::to_string(tiles.channels);
  };
  if (shape(originals) != shape(reconstructions)) {
    throw Error(ErrorKind::kInternal, "reconstructions: expected " + shape(originals) +
                                          " as the originals, found " + shape(reconstructions));
  }
  const auto names = static_cast<std::int64_t>(texts.names.size());
  if (names != 0 && names != originals.count) {
    throw Error(ErrorKind::kInternal, "reconstructions: expected " +
                                          std::to_string(originals.count) + " names, found " +
                                          std::to_string(names));
  }
}

}  // namespace

format::Image reconstruction_grid(const Tiles& originals, const Tiles& reconstructions,
                                  const PairTexts& texts) {
  check_pairs(originals, reconstructions, texts);
  const PairLayout layout = lay_out_pairs(originals, texts);
  format::Image image = blank_image(layout.width(), layout.height(), kGridBackground);
  for (std::int64_t i = 0; i < originals.count; ++i) {
    const int x = layout.x(i);
    paste_tile(image, originals, i, x, layout.upper_y(i), layout.scale, shade_of_unit);
    paste_tile(image, reconstructions, i, x, layout.lower_y(i), layout.scale, shade_of_unit);
  }
  draw_band_lines(image, layout);
  if (!has_text(texts)) return image;
  Canvas canvas(std::move(image));
  draw_pair_texts(canvas, layout, texts);
  return std::move(canvas).finish();
}

format::Image feature_grid(const Tiles& features, const std::string& caption) {
  check_tiles(features, "features");
  if (features.count > kMostFeatures) {
    throw Error(ErrorKind::kInternal,
                "features: expected at most 256 tiles, found " + std::to_string(features.count));
  }
  const int count = static_cast<int>(features.count);
  const int columns = static_cast<int>(std::ceil(std::sqrt(count)));
  const int rows = (count + columns - 1) / columns;
  const int side = kFeatureGridWidth / columns - kFeatureGap;
  const int scale = enlargement(features, std::clamp(side, kSmallestFeatureTile, kLargestTile));
  const int step_x = scale * features.width + kFeatureGap;
  const int step_y = scale * features.height + kFeatureGap;
  const int grid_width = 2 * kMargin + columns * step_x - kFeatureGap;
  const int width = caption.empty() ? grid_width : std::max(grid_width, kLeastCaptionWidth);
  const std::vector<std::string> lines = wrap_text(caption, kCaptionSize, width - 2 * kMargin);
  const int top = kMargin + caption_height(lines);

  format::Image image =
      blank_image(width, top + rows * step_y - kFeatureGap + kMargin, kGridBackground);
  for (int i = 0; i < count; ++i) {
    paste_tile(image, features, i, kMargin + (i % columns) * step_x, top + (i / columns) * step_y,
               scale, symmetric_shade(features, i));
  }
  if (lines.empty()) return image;
  Canvas canvas(std::move(image));
  draw_caption(canvas, lines, kMargin);
  return std::move(canvas).finish();
}

}  // namespace sae::report
