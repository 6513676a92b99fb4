// SPDX-License-Identifier: MIT
// Sections of tiles with titles.
#include "picture/tile_sheet.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "picture/canvas.h"

namespace sae::picture {
namespace {

constexpr Colour kSheetBackground{236, 236, 236};
constexpr int kSheetMargin = 16;
constexpr int kSheetColumns = 10;
constexpr int kSheetGap = 12;      // between neighbouring tiles in a row
constexpr int kSheetBandGap = 14;  // between rows of tiles
constexpr int kSectionGap = 26;
constexpr int kSheetTile = 112;  // longer side of a tile, and width of its titles
constexpr double kHeadingText = 22;
constexpr int kHeadingLine = 30;
constexpr double kTitleText = 18;
constexpr int kTitleLine = 22;
constexpr int kTitles = 2 * kTitleLine + 4;  // height of both lines
constexpr double kSmallestTitle = 9;

/// Positions of a section's tiles, in pixels.
struct PlacedSection {
  int top;  // of the heading
  std::vector<std::string> heading;
  int columns, scale;
  int cell_width, cell_height;  // size of a tile with its titles

  int tiles_top() const { return top + static_cast<int>(heading.size()) * kHeadingLine + 8; }
  int cell_left(std::int64_t tile) const {
    return kSheetMargin + static_cast<int>(tile % columns) * (cell_width + kSheetGap);
  }
  int cell_top(std::int64_t tile) const {
    return tiles_top() + static_cast<int>(tile / columns) * (cell_height + kSheetBandGap);
  }
  int right() const { return cell_left(columns - 1) + cell_width; }
};

void check_section(const TileSection& section) {
  check_tiles(section.tiles, "tiles");
  if (static_cast<std::int64_t>(section.titles.size()) == section.tiles.count) return;
  throw Error(ErrorKind::kInternal, "tiles: expected " + std::to_string(section.tiles.count) +
                                        " titles, found " + std::to_string(section.titles.size()));
}

int bands_of(const TileSection& section) {
  return static_cast<int>((section.tiles.count + kSheetColumns - 1) / kSheetColumns);
}

/// The sections with their tiles reduced to fit one sheet.
std::vector<TileSection> fitting_sections(std::vector<TileSection> sections) {
  int bands = 0;
  for (const TileSection& section : sections) bands += bands_of(section);
  const int side = std::max(kTileBudget / std::max(bands, kSheetColumns), 1);
  for (TileSection& section : sections) section.tiles = shrink(section.tiles, side);
  return sections;
}

PlacedSection place_section(const TileSection& section, int top) {
  const Tiles& tiles = section.tiles;
  PlacedSection placed{};
  placed.top = top;
  const auto count = static_cast<int>(tiles.count);
  const int bands = bands_of(section);
  placed.columns = (count + bands - 1) / bands;
  placed.scale = enlargement(tiles, kSheetTile);
  placed.cell_width = std::max(placed.scale * tiles.width, kSheetTile);
  placed.cell_height = kTitles + placed.scale * tiles.height;
  const int room = std::max(placed.right(), kHeadingLine * 20) - kSheetMargin;
  placed.heading = wrap_text(section.heading, kHeadingText, room);
  return placed;
}

int bottom_of(const PlacedSection& placed, const Tiles& tiles) {
  return placed.cell_top(tiles.count - 1) + placed.cell_height;
}

void paste_section(format::Image& image, const PlacedSection& placed, const Tiles& tiles) {
  const int inset = (placed.cell_width - placed.scale * tiles.width) / 2;
  for (std::int64_t i = 0; i < tiles.count; ++i) {
    paste_tile(image, tiles, i, placed.cell_left(i) + inset, placed.cell_top(i) + kTitles,
               placed.scale, shade_of_unit);
  }
}

void write_section(Canvas& canvas, const PlacedSection& placed, const TileSection& section) {
  double y = placed.top + kHeadingLine / 2.0;
  for (const std::string& line : placed.heading) {
    canvas.text({double{kSheetMargin}, y}, line, {.size = kHeadingText});
    y += kHeadingLine;
  }
  for (std::int64_t i = 0; i < section.tiles.count; ++i) {
    const TileTitle& title = section.titles[static_cast<std::size_t>(i)];
    double middle = placed.cell_top(i) + kTitleLine / 2.0;
    for (const std::string& line : {title.first, title.second}) {
      const double size =
          fitting_size(line, placed.cell_width + kSheetGap - 6, kTitleText, kSmallestTitle);
      canvas.text({placed.cell_left(i) + placed.cell_width / 2.0, middle}, line,
                  {.size = size, .align = Align::kCentre});
      middle += kTitleLine;
    }
  }
}

}  // namespace

format::Image tile_sheet(const std::vector<TileSection>& asked) {
  if (asked.empty()) throw Error(ErrorKind::kInternal, "tiles: expected a section, found none");
  for (const TileSection& section : asked) check_section(section);
  const std::vector<TileSection> sections = fitting_sections(asked);
  std::vector<PlacedSection> places;
  int width = kHeadingLine * 20 + kSheetMargin, bottom = kSheetMargin - kSectionGap;
  for (const TileSection& section : sections) {
    places.push_back(place_section(section, bottom + kSectionGap));
    width = std::max(width, places.back().right() + kSheetMargin);
    bottom = bottom_of(places.back(), section.tiles);
  }
  format::Image image = blank_image(width, bottom + kSheetMargin, kSheetBackground);
  for (std::size_t i = 0; i < places.size(); ++i) {
    paste_section(image, places[i], sections[i].tiles);
  }
  Canvas canvas(std::move(image));
  for (std::size_t i = 0; i < places.size(); ++i) write_section(canvas, places[i], sections[i]);
  return std::move(canvas).finish();
}

}  // namespace sae::picture
