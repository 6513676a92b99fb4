// SPDX-License-Identifier: MIT
// Writes at the end of a file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "base/file_system.h"

namespace sae::base {

/// Cuts the file to its first `kept` bytes and writes `bytes` behind them, creating it if needed. A
/// reader, and a file after a crash, may have a part of `bytes`: only for formats whose records
/// have checksums. Symbolic links are not followed. Throws sae::Error (kOutput, "PATH: cannot
/// write: REASON").
void append_to(const std::filesystem::path& path, std::size_t kept, std::string_view bytes,
               const FileSystem& system = FileSystem());

}  // namespace sae::base
