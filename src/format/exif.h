// SPDX-License-Identifier: MIT
// How a camera was held, as Exif data in a picture's file say it.
#pragma once

#include <string_view>

namespace sae::format {

/// The tag Orientation (1 to 8) in the first directory of a TIFF structure, which Exif data are
/// (CIPA DC-008, section 4.6); 1, the stored rows as they are, where there is none or anything is
/// broken.
int find_tiff_orientation(std::string_view tiff);

/// The same of the first Exif segment (APP1) of a JPEG file.
int find_jpeg_orientation(std::string_view jpeg);

}  // namespace sae::format
