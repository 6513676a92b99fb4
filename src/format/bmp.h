// SPDX-License-Identifier: MIT
// Reads BMP files.
#pragma once

#include <string>
#include <string_view>

#include "format/image.h"

namespace sae::format {

/// Whether the bytes begin like a BMP file.
bool is_bmp(std::string_view bytes);

/// Decodes an uncompressed BMP file of Windows or OS/2: 1, 4, 8, 16, 24 or 32 bits per pixel, rows
/// from bottom to top or from top to bottom. The header must have 12, 40, 52, 56, 64, 108 or 124
/// bytes (https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types). A palette of greys
/// gives a grey image, everything else RGB; alpha is ignored. Channels of 16-bit and 32-bit pixels
/// may have 1 to 8 bits. `name` is the file name for messages. Throws sae::Error (kData) on other
/// content, on compressed pixels, on truncated or damaged data, on colours outside the palette, and
/// on sizes that are too large or impossible for the file length. Sizes are checked before memory
/// is allocated.
Image parse_bmp(std::string_view bytes, const std::string& name);

}  // namespace sae::format
