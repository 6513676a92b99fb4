// SPDX-License-Identifier: MIT
// Compresses bytes, and writes them as text.
#pragma once

#include <string>
#include <string_view>

namespace sae::format {

/// The bytes as a zlib stream (RFC 1950), as a browser's DecompressionStream("deflate") reads it.
std::string deflate(std::string_view bytes);

/// The bytes as base64 (RFC 4648, section 4), with padding and without line breaks.
std::string base64(std::string_view bytes);

}  // namespace sae::format
