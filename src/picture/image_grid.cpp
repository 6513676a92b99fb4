// SPDX-License-Identifier: MIT
// Grids of small images: reconstructions and features.
#include "picture/image_grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/error.h"
#include "picture/canvas.h"
#include "picture/tiles.h"

namespace sae::picture {
namespace {

constexpr Colour kGridBackground{236, 236, 236};
constexpr Colour kBandLine{176, 176, 176};
constexpr int kMargin = 16;
constexpr int kRowGap = 4;     // between versions of an image
constexpr int kColumnGap = 8;  // between images
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

// Magnitude exceeded by at most 1 % of the tile's finite values; the largest if that is 0.
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

// Positions of a reconstruction grid's parts, in pixels.
struct GridLayout {
  int rows, columns, bands;
  int tile_width, tile_height, scale;
  int left;          // of the first column
  int names_height;  // above each band
  int caption_top;   // height of the caption
  std::vector<std::string> caption;

  int x(std::int64_t tile) const {
    return left + static_cast<int>(tile % columns) * (tile_width + kColumnGap);
  }
  int band_height() const { return names_height + rows * (tile_height + kRowGap) - kRowGap; }
  int band_top(std::int64_t band) const {
    return kMargin + caption_top + static_cast<int>(band) * (band_height() + kBandGap);
  }
  int y(int row, std::int64_t tile) const {
    return band_top(tile / columns) + names_height + row * (tile_height + kRowGap);
  }
  int width() const {
    const int tiles = left + columns * (tile_width + kColumnGap) - kColumnGap + kMargin;
    return caption.empty() ? tiles : std::max(tiles, kLeastCaptionWidth);
  }
  int height() const { return band_top(bands - 1) + band_height() + kMargin; }
};

GridLayout lay_out_grid(const std::vector<TileRow>& rows, const GridTexts& texts) {
  GridLayout layout{};
  const Tiles& tiles = rows.front().tiles;
  const int count = static_cast<int>(tiles.count);
  layout.rows = static_cast<int>(rows.size());
  layout.bands = (count + kMostColumns - 1) / kMostColumns;
  layout.columns = (count + layout.bands - 1) / layout.bands;
  layout.scale = enlargement(tiles, kLargestTile);
  layout.tile_width = layout.scale * tiles.width;
  layout.tile_height = layout.scale * tiles.height;
  double label = 0;
  for (const TileRow& row : rows) label = std::max(label, text_width(row.label, kRowLabelSize));
  layout.left = kMargin + (label > 0 ? static_cast<int>(label) + 14 : 0);
  layout.names_height = texts.names.empty() ? 0 : kNameHeight;
  const int room = std::max(layout.width(), kLeastCaptionWidth) - 2 * kMargin;
  layout.caption = wrap_text(texts.caption, kCaptionSize, room);
  layout.caption_top = caption_height(layout.caption);
  return layout;
}

void draw_row_labels(Canvas& canvas, const GridLayout& layout, const std::vector<TileRow>& rows) {
  const double middle = layout.tile_height / 2.0;
  const TextStyle style{.size = kRowLabelSize, .align = Align::kRight};
  for (int band = 0; band < layout.bands; ++band) {
    const std::int64_t first = static_cast<std::int64_t>(band) * layout.columns;
    for (int row = 0; row < layout.rows; ++row) {
      canvas.text({layout.left - 12.0, layout.y(row, first) + middle},
                  rows[static_cast<std::size_t>(row)].label, style);
    }
  }
}

void draw_column_names(Canvas& canvas, const GridLayout& layout,
                       const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto tile = static_cast<std::int64_t>(i);
    const double size = fitting_size(names[i], layout.tile_width + kColumnGap - 4, kNameSize, 9);
    canvas.text({layout.x(tile) + layout.tile_width / 2.0, layout.y(0, tile) - 13.0}, names[i],
                {.size = size, .align = Align::kCentre});
  }
}

void draw_band_lines(format::Image& image, const GridLayout& layout) {
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

/// The rows with their tiles reduced to fit one picture.
std::vector<TileRow> fitting_rows(std::vector<TileRow> rows) {
  const auto count = static_cast<int>(rows.front().tiles.count);
  const int bands = (count + kMostColumns - 1) / kMostColumns;
  const int stacked = bands * static_cast<int>(rows.size());
  const int side = std::max(kTileBudget / std::max(stacked, std::min(count, kMostColumns)), 1);
  for (TileRow& row : rows) row.tiles = shrink(row.tiles, side);
  return rows;
}

bool has_text(const std::vector<TileRow>& rows, const GridTexts& texts) {
  const bool labels = std::ranges::any_of(rows, [](const auto& row) { return !row.label.empty(); });
  return labels || !texts.caption.empty() || !texts.names.empty();
}

std::string describe_shape(const Tiles& tiles) {
  return std::to_string(tiles.count) + " of " + std::to_string(tiles.height) + " x " +
         std::to_string(tiles.width) + " x " + std::to_string(tiles.channels);
}

void check_rows(const std::vector<TileRow>& rows, const GridTexts& texts) {
  const std::string what = "reconstructions: expected ";
  if (rows.empty()) throw Error(ErrorKind::kInternal, what + "a row of tiles, found none");
  const std::string shape = describe_shape(rows.front().tiles);
  for (const TileRow& row : rows) {
    check_tiles(row.tiles, row.label.empty() ? "tiles" : row.label);
    if (describe_shape(row.tiles) == shape) continue;
    throw Error(ErrorKind::kInternal,
                what + shape + " in each row, found " + describe_shape(row.tiles));
  }
  const auto names = static_cast<std::int64_t>(texts.names.size());
  const std::int64_t count = rows.front().tiles.count;
  if (names != 0 && names != count) {
    throw Error(ErrorKind::kInternal,
                what + std::to_string(count) + " names, found " + std::to_string(names));
  }
}

}  // namespace

format::Image reconstruction_grid(const std::vector<TileRow>& asked, const GridTexts& texts) {
  check_rows(asked, texts);
  const std::vector<TileRow> rows = fitting_rows(asked);
  const GridLayout layout = lay_out_grid(rows, texts);
  format::Image image = blank_image(layout.width(), layout.height(), kGridBackground);
  for (int row = 0; row < layout.rows; ++row) {
    const Tiles& tiles = rows[static_cast<std::size_t>(row)].tiles;
    for (std::int64_t i = 0; i < tiles.count; ++i) {
      paste_tile(image, tiles, i, layout.x(i), layout.y(row, i), layout.scale, shade_of_unit);
    }
  }
  draw_band_lines(image, layout);
  if (!has_text(rows, texts)) return image;
  Canvas canvas(std::move(image));
  draw_caption(canvas, layout.caption, kMargin);
  draw_row_labels(canvas, layout, rows);
  draw_column_names(canvas, layout, texts.names);
  return std::move(canvas).finish();
}

format::Image feature_grid(const Tiles& asked, const std::string& caption) {
  check_tiles(asked, "features");
  if (asked.count > kMostFeatures) {
    throw Error(ErrorKind::kInternal,
                "features: expected at most 256 tiles, found " + std::to_string(asked.count));
  }
  const int count = static_cast<int>(asked.count);
  const int columns = static_cast<int>(std::ceil(std::sqrt(count)));
  const Tiles features = shrink(asked, kTileBudget / columns);
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

}  // namespace sae::picture
