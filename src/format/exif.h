// SPDX-License-Identifier: MIT
// Finds segments of JPEG files, and a picture's orientation in its Exif data.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sae::format {

/// The Orientation tag (1 to 8) in the first directory of a TIFF structure, the format of Exif data
/// (CIPA DC-008, section 4.6). Returns 1 (rows as stored) if the tag is missing or the data is
/// invalid.
int find_tiff_orientation(std::string_view tiff);

/// Content, after `prefix`, of the first segment before the pixels of a JPEG file that has this
/// marker code (such as 0xe1 for APP1) and begins with `prefix`; nullopt if there is none.
std::optional<std::string_view> find_jpeg_segment(std::string_view jpeg, std::uint8_t marker,
                                                  std::string_view prefix);

/// Like find_tiff_orientation, for the first Exif segment (APP1) of a JPEG file.
int find_jpeg_orientation(std::string_view jpeg);

}  // namespace sae::format
