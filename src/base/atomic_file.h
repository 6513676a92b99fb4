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

/// A file that is written piece by piece and gets its name when it is whole.
class AtomicFile {
 public:
  /// Creates a temporary file beside `path`, mode 0666 minus the umask. system must outlive this
  /// object. This and all other functions throw sae::Error (kOutput, "PATH: cannot write: REASON").
  AtomicFile(std::filesystem::path path, const FileSystem& system);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Removes the temporary file if it was not renamed.
  ~AtomicFile();

  /// Appends the bytes.
  void write(std::string_view bytes);
  /// Renames the file to its path, where it replaces another file.
  void commit(Durability durability);

 private:
  [[noreturn]] void fail() const;
  std::filesystem::path folder() const;
  bool close();

  std::filesystem::path path_, temporary_;
  const FileSystem& system_;
  int file_ = -1;
};

/// Writes `bytes` to a temporary file beside `path` and renames it to `path`, so a reader finds
/// either the old or the new content. The mode is 0666 minus the umask. Throws sae::Error (kOutput,
/// "PATH: cannot write: REASON"). `path` is then unchanged, or new but perhaps not on disk if only
/// the last flush failed; no temporary file remains.
void write_atomically(const std::filesystem::path& path, std::string_view bytes,
                      Durability durability = Durability::kSynced,
                      const FileSystem& system = FileSystem());

/// Removes the temporary files of all AtomicFile objects (of 16 at a time), and calls only what is
/// allowed in a signal handler: for signals that end the process at once.
void remove_temporaries() noexcept;

/// Whether `name` is a temporary file name of `write_atomically`. Such files remain only if the
/// process was killed.
bool is_temporary(std::string_view name);

}  // namespace sae::base
