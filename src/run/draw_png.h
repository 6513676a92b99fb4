// SPDX-License-Identifier: MIT
// The one place where a picture that cannot be drawn becomes a warning.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "format/image.h"

namespace sae::run {

/// Computes and draws a picture; may throw whatever goes wrong on the way.
using DrawPicture = std::function<format::Image()>;

/// The picture as bytes of a PNG file. Where drawing throws, one warning names the picture (`name`)
/// and the reason, and there are no bytes: results do not depend on a picture.
std::optional<std::string> draw_png(const std::string& name, const DrawPicture& draw);

}  // namespace sae::run
