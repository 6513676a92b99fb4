// SPDX-License-Identifier: MIT
// Draws a picture as PNG; a failure becomes a warning.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "format/image.h"

namespace sae::run {

/// Computes and draws a picture; may throw any exception.
using DrawPicture = std::function<format::Image()>;

/// The picture as bytes of a PNG file. If drawing throws, logs one warning with the picture's name
/// and the reason, and returns nothing: results do not depend on pictures.
std::optional<std::string> draw_png(const std::string& name, const DrawPicture& draw);

}  // namespace sae::run
