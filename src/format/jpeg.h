// SPDX-License-Identifier: MIT
// Reads JPEG files with libjpeg-turbo.
#pragma once

#include <string>
#include <string_view>

#include "format/image.h"

namespace sae::format {

/// Whether the bytes begin like a JPEG file.
bool is_jpeg(std::string_view bytes);

/// Decodes a baseline or progressive JPEG file, grey or colour, with the accurate inverse
/// transform, and applies its Exif orientation. CMYK and YCCK become RGB without a colour profile:
/// red is (255 - cyan)(255 - black)/255. With Adobe's segment (APP14) inks are stored inverted.
/// `name` is the file name for messages. Throws sae::Error (kData) on other content, on truncated
/// or damaged data, and on sizes that are too large or impossible for the file length. Sizes are
/// checked before memory is allocated.
Image parse_jpeg(std::string_view bytes, const std::string& name);

}  // namespace sae::format
