// SPDX-License-Identifier: MIT
// Reads a picture's orientation from its Exif data.
#pragma once

#include <string_view>

namespace sae::format {

/// The Orientation tag (1 to 8) in the first directory of a TIFF structure, the format of Exif data
/// (CIPA DC-008, section 4.6). Returns 1 (rows as stored) if the tag is missing or the data is
/// invalid.
int find_tiff_orientation(std::string_view tiff);

/// Like find_tiff_orientation, for the first Exif segment (APP1) of a JPEG file.
int find_jpeg_orientation(std::string_view jpeg);

}  // namespace sae::format
