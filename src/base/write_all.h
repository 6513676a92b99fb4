// SPDX-License-Identifier: MIT
// Writes all bytes to an open file.
#pragma once

#include <string_view>

#include "base/file_system.h"

namespace sae::base {

/// Writes all bytes, also if signals interrupt it. Returns false, with errno set, if it cannot.
bool write_all(int file, std::string_view bytes, const FileSystem& system);

}  // namespace sae::base
