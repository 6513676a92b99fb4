// SPDX-License-Identifier: MIT
// The PNG file that a command draws at a path that the user names.
#pragma once

#include <filesystem>

#include "format/image.h"

namespace sae::cli {

/// Throws kOutput unless a picture can be written at this path: as a new file, or in place of a PNG
/// picture. Other files are not replaced.
void expect_picture_place(const std::filesystem::path& path);

/// Writes the picture as PNG and logs where. Throws kOutput.
void write_picture(const std::filesystem::path& path, const format::Image& picture);

}  // namespace sae::cli
