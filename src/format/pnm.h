// SPDX-License-Identifier: MIT
// Reads PNM files: PBM, PGM and PPM.
#pragma once

#include <string>
#include <string_view>

#include "format/image.h"

namespace sae::format {

/// Whether the bytes begin like a PNM file: P1 to P6, then white space or a comment.
bool is_pnm(std::string_view bytes);

/// Decodes a file of Netpbm's formats P1 to P6 (https://netpbm.sourceforge.net/doc/pnm.html), text
/// or binary: a bitmap (1 is black), a greymap or a pixmap. Values 0 to maxval (1 to 65535) are
/// scaled and rounded to 0 to 255, or to 0 to 65535 if maxval exceeds 255. `name` is the file name
/// for messages. Throws sae::Error (kData) on other content, on truncated or damaged data, on
/// values beyond maxval, on more data after the image (even another image), and on sizes that are
/// too large or impossible for the file length. Sizes are checked before memory is allocated.
Image parse_pnm(std::string_view bytes, const std::string& name);

}  // namespace sae::format
