// SPDX-License-Identifier: MIT
// Reads and writes PNG files, and resizes images.
#pragma once

#include <string>
#include <string_view>

#include "format/image.h"

namespace sae::format {

/// Encodes an 8-bit image as a PNG file. Throws sae::Error (kInternal) if the sizes are out of
/// range, do not match the number of pixel values, or make more than 2^28 values.
std::string png_bytes(const Image& image);

/// Whether the bytes begin like a PNG file.
bool is_png(std::string_view bytes);

/// Decodes a PNG file and applies the orientation in its eXIf chunk. 16-bit channels keep their 16
/// bits, palettes become RGB or RGBA, grey with alpha becomes RGBA. A transparent colour without a
/// palette and all checksums are ignored. `name` is the file name for messages. Throws sae::Error
/// (kData) on other formats, data that cannot be decoded, and sizes that are too large or
/// impossible for the file length. Sizes are checked before memory is allocated.
Image parse_png(std::string_view bytes, const std::string& name);

/// Resizes the image to 1 to 16384 pixels per side with stb_image_resize's default filters
/// (Mitchell to shrink, Catmull-Rom to enlarge), on the stored values. Throws sae::Error
/// (kInternal) on other sizes.
Image resize(const Image& image, int width, int height);

}  // namespace sae::format
