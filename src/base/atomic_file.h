// SPDX-License-Identifier: MIT
// Writes files atomically.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/file_system.h"

namespace sae::base {

/// Whether a written file must survive a power failure.
enum class Durability {
  kSynced,    ///< File and folder are flushed to disk before returning.
  kUnsynced,  ///< Left to the operating system: never partial, but may be lost.
};

/// Writes `bytes` to a temporary file beside `path` and renames it to `path`, so a reader finds
/// either the old or the new content. The mode is 0666 minus the umask. Throws sae::Error (kOutput,
/// "PATH: cannot write: REASON"). `path` is then unchanged, or new but perhaps not on disk if only
/// the last flush failed; no temporary file remains.
void write_atomically(const std::filesystem::path& path, std::string_view bytes,
                      Durability durability = Durability::kSynced,
                      const FileSystem& system = FileSystem());

/// Whether `name` is a temporary file name of `write_atomically`. Such files remain only if the
/// process was killed.
bool is_temporary(std::string_view name);

}  // namespace sae::base
