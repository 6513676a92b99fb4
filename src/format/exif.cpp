// SPDX-License-Identifier: MIT
// Finds segments of JPEG files, and the orientation in Exif data.
#include "format/exif.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "format/array.h"

namespace sae::format {
namespace {

constexpr int kUpright = 1, kLastOrientation = 8;

// Unsigned number of `size` bytes at `at`; nullopt if the text is too short.
std::optional<std::size_t> number_at(std::string_view text, std::size_t at, std::size_t size,
                                     ByteOrder order) {
  if (at > text.size() || size > text.size() - at) return std::nullopt;
  std::size_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t place = order == ByteOrder::kBig ? i : size - 1 - i;
    number = number * 256 + static_cast<unsigned char>(text[at + place]);
  }
  return number;
}

}  // namespace

int find_tiff_orientation(std::string_view tiff) {
  constexpr std::size_t kEntryBytes = 12, kOrientationTag = 0x0112, kShort = 3;
  const bool little = tiff.starts_with(std::string_view("II*\0", 4));
  if (!little && !tiff.starts_with(std::string_view("MM\0*", 4))) return kUpright;
  const ByteOrder order = little ? ByteOrder::kLittle : ByteOrder::kBig;
  const auto directory = number_at(tiff, 4, 4, order);
  const auto entries = number_at(tiff, directory.value_or(tiff.size()), 2, order);
  for (std::size_t i = 0; i < entries.value_or(0); ++i) {
    const std::size_t entry = *directory + 2 + i * kEntryBytes;
    const auto tag = number_at(tiff, entry, 2, order);
    if (!tag) return kUpright;
    if (*tag != kOrientationTag) continue;
    const auto value = number_at(tiff, entry + 8, 2, order);
    const bool sound = value && *value >= kUpright && *value <= kLastOrientation &&
                       number_at(tiff, entry + 2, 2, order) == kShort &&
                       number_at(tiff, entry + 4, 4, order) == 1;
    return sound ? static_cast<int>(*value) : kUpright;
  }
  return kUpright;
}

std::optional<std::string_view> find_jpeg_segment(std::string_view jpeg, std::uint8_t marker,
                                                  std::string_view prefix) {
  constexpr std::size_t kStartOfScan = 0xda, kMarkerBytes = 2;
  std::size_t at = kMarkerBytes;  // after the start-of-image marker
  while (number_at(jpeg, at, 1, ByteOrder::kBig) == 0xff) {
    const auto found = number_at(jpeg, at + 1, 1, ByteOrder::kBig);
    if (found == 0xff) {  // a fill byte
      ++at;
      continue;
    }
    const auto length = number_at(jpeg, at + kMarkerBytes, 2, ByteOrder::kBig);
    if (!found || found == kStartOfScan || length.value_or(0) < 2) return std::nullopt;
    at += kMarkerBytes;
    if (*length > jpeg.size() - at) return std::nullopt;
    const std::string_view segment = jpeg.substr(at + 2, *length - 2);
    if (found == marker && segment.starts_with(prefix)) return segment.substr(prefix.size());
    at += *length;
  }
  return std::nullopt;
}

int find_jpeg_orientation(std::string_view jpeg) {
  constexpr std::uint8_t kApp1 = 0xe1;
  const auto tiff = find_jpeg_segment(jpeg, kApp1, std::string_view("Exif\0\0", 6));
  return tiff ? find_tiff_orientation(*tiff) : kUpright;
}

}  // namespace sae::format
