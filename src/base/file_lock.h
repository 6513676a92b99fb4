// SPDX-License-Identifier: MIT
// A lock file that prevents two processes from writing to the same folder.
#pragma once

#include <filesystem>

#include "base/descriptor.h"

namespace sae::base {

/// Holds an exclusive flock(2) on a file during its lifetime; movable, not copyable. The kernel
/// releases the lock whenever the process ends, so a left-over file never blocks a later run. The
/// file is never deleted, because another process may already have opened it to wait for the lock.
class FileLock {
 public:
  /// Creates `path` if it is missing, locks it and writes the process id into it. Does not wait:
  /// throws sae::Error (kOutput) with the holder's process if the file is already locked. Also
  /// throws if the file cannot be opened or written.
  explicit FileLock(const std::filesystem::path& path);

  /// Whether a process holds the lock on this file. It does not take the lock, not even for a
  /// moment, in which another process could fail to get it. False if the file is missing.
  static bool is_held(const std::filesystem::path& path);

 private:
  Descriptor file_;
};

}  // namespace sae::base
