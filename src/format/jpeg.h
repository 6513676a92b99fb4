// SPDX-License-Identifier: MIT
// JPEG files read, by libjpeg-turbo.
#pragma once

#include <string>
#include <string_view>

#include "format/image.h"

namespace sae::format {

/// Whether the bytes begin as a JPEG file does.
bool is_jpeg(std::string_view bytes);

/// Decodes a JPEG file, baseline or progressive, of grey or colour, with the accurate transform,
/// and brings it upright by its Exif orientation.
/// `name` is the file's name for messages. Throws sae::Error (kData) on anything else, on data that
/// ends too early or is damaged, and on sizes that are too large or that a file of this length
/// cannot hold, before memory is taken for them.
Image parse_jpeg(std::string_view bytes, const std::string& name);

}  // namespace sae::format
