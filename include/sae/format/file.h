// SPDX-License-Identifier: MIT
// Opening and reading files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "sae/base/error.h"

namespace sae::format {

/// Opens a regular file for reading its bytes. Throws sae::Error of `kind` when it is missing, not
/// a regular file or not readable.
std::ifstream open_file(const std::filesystem::path& path, ErrorKind kind);

/// The content of a regular file of at most `max_bytes` bytes, read as it is. Throws sae::Error of
/// `kind` where `open_file` does, when the file is larger, and when reading fails.
std::string read_file(const std::filesystem::path& path, std::uint64_t max_bytes, ErrorKind kind);

}  // namespace sae::format
