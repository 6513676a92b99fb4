// SPDX-License-Identifier: MIT
// PNG files written and read, and pictures brought to another size.
#pragma once

#include <string>
#include <string_view>

#include "format/image.h"

namespace sae::format {

/// The image, of 8 bits, as a PNG file. Throws sae::Error (kInternal) when the sizes are out of
/// range, do not match the number of pixels, or make more than 2^28 values.
std::string png_bytes(const Image& image);

/// Whether the bytes begin as a PNG file does.
bool is_png(std::string_view bytes);

/// Decodes a PNG file and turns it upright by the orientation in its eXIf chunk. 16-bit channels
/// keep their 16 bits, palettes become RGB or RGBA, grey with alpha becomes RGBA; a transparent
/// colour of a picture without palette and all checksums are ignored. `name` is the file's name for
/// messages. Throws sae::Error (kData) on other formats, data that cannot be decoded, and sizes
/// that are too large or impossible for the length of the file, before it allocates memory for
/// them.
Image parse_png(std::string_view bytes, const std::string& name);

/// The image brought to another size, 1 to 16384 a side, by stb_image_resize's default filters
/// (Mitchell when smaller, Catmull-Rom when larger), in the space of the stored values. Throws
/// sae::Error (kInternal) on other sizes.
Image resize(const Image& image, int width, int height);

}  // namespace sae::format
