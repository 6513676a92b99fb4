// SPDX-License-Identifier: MIT
// Writing a file so that no reader ever sees half of it.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/file_system.h"

namespace sae::base {

/// Whether a written file must survive a power cut.
enum class Durability {
  kSynced,    ///< The file and its folder are flushed to the disk before the call returns.
  kUnsynced,  ///< Left to the operating system: whole or absent to readers, but may be lost.
};

/// Writes `bytes` to a new file beside `path` and renames it over `path`: a reader finds the old
/// content or the new one, never a mixture. The mode is 0666 less the umask. Throws sae::Error
/// (kOutput, "PATH: cannot write: REASON"); `path` is then as it was, or new but not surely on the
/// disk if only the last flush failed, and no temporary file is left.
void write_atomically(const std::filesystem::path& path, std::string_view bytes,
                      Durability durability = Durability::kSynced,
                      const FileSystem& system = FileSystem());

/// Whether `name` is that of a temporary file of `write_atomically`, which only a process that was
/// killed leaves behind.
bool is_temporary(std::string_view name);

}  // namespace sae::base
